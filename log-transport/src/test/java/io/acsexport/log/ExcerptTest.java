package io.acsexport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void aShortBodyIsShownWhole() {
    assertThat(excerpt("abcd", 4)).isEqualTo("abcd");
  }

  @Test
  void aLongOneIsCutAndItsLengthTold() {
    assertThat(excerpt("abcde", 4)).isEqualTo("abcd… (5 bytes)");
    assertThat(excerpt("üüüüü", 4)).isEqualTo("üüüü… (10 bytes)");
    assertThat(excerpt("x".repeat(100_000), 3)).isEqualTo("xxx… (100000 bytes)");
  }

  @Test
  void noCharacterIsCutInTwo() {
    assertThat(excerpt("abc😀", 4)).isEqualTo("abc… (7 bytes)");
    assertThat(excerpt("a😀b", 3)).isEqualTo("a😀… (6 bytes)");
  }

  @Test
  void aLimitOfNoneShowsTheLengthAlone() {
    assertThat(excerpt("abc", 0)).isEqualTo("… (3 bytes)");
    assertThat(excerpt("", 0)).isEmpty();
  }

  @Test
  void nothingCanBeginAnotherLine() {
    assertThat(excerpt("a\r\nb\u001b[1m\u2028c", 100)).isEqualTo("a b [1m c");
  }

  private static String excerpt(String body, int limit) {
    return Excerpt.of(body.getBytes(StandardCharsets.UTF_8), limit);
  }
}
