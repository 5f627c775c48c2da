package io.acsexport.core.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameSearchTest {

  @Test
  void findsANameExactlyWhereItIs() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      Set<String> names = new HashSet<>();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        names.add(word(random, 2 + random.nextInt(5)));
      }
      String body = word(random, random.nextInt(30)).toUpperCase(Locale.ROOT);
      boolean expected =
          names.stream().anyMatch(name -> body.toLowerCase(Locale.ROOT).contains(name));
      assertThat(new NameSearch(names).mayContainName(body.getBytes(UTF_8)))
          .as("%s in %s", names, body)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          a\\u0073b      | true
          \\u005Fx       | true
          \\\\u0073      | true
          \\u005cu       | true
          a\\u003db      | false
          \\u0026\\u0027 | false
          \\u00e9        | false
          \\u00          | false
          \\u00zz        | false
          \\n\\\\t       | false
          '\\'           | false
          0123456\\u0073 | true
          """)
  void anEscapedCharacterOfANameMakesItLookTwice(String body, boolean expected) {
    assertThat(new NameSearch(Set.of("token")).mayContainName(body.getBytes(UTF_8)))
        .isEqualTo(expected);
  }

  @Test
  void aNameOfOneLetterMakesItLookTwiceAlways() {
    assertThat(new NameSearch(Set.of("k")).mayContainName(new byte[0])).isTrue();
  }

  /** Of few letters, so that names occur by chance. */
  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append("abc_".charAt(random.nextInt(4)));
    }
    return word.toString();
  }
}
