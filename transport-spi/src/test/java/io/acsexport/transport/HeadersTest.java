package io.acsexport.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersTest {

  private static final Headers TWO = Headers.builder(1).add("z", "1").add("a", "").build();

  @Test
  void keepTheOrderInWhichTheyWereAdded() {
    List<String> seen = new ArrayList<>();
    TWO.forEach((name, value) -> seen.add(name + "=" + value));

    assertThat(seen).containsExactly("z=1", "a=");
    assertThat(TWO.entrySet()).containsExactly(Map.entry("z", "1"), Map.entry("a", ""));
    assertThat(TWO.keySet()).containsExactly("z", "a");
  }

  @Test
  void areAMapLikeAnyOther() {
    assertThat(TWO)
        .isEqualTo(Map.of("a", "", "z", "1"))
        .hasSameHashCodeAs(Map.of("a", "", "z", "1"));
    assertThat(TWO.get("a")).isEmpty();
    assertThat(TWO.get("b")).isNull();
    assertThat(TWO.containsKey("z")).isTrue();
    assertThat(Headers.copyOf(Map.of())).isEmpty();
  }

  @Test
  void cannotBeChanged() {
    assertThatThrownBy(() -> TWO.put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> TWO.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> TWO.clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> TWO.entrySet().iterator().next().setValue("2"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aBuilderUsedOnChangesNothing() {
    Headers.Builder builder = Headers.builder(1).add("a", "1");
    Headers built = builder.build();

    builder.add("b", "2");

    assertThat(built).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void aNameStandsOnce() {
    Headers.Builder builder = Headers.builder(2).add("a", "1");

    assertThatThrownBy(() -> builder.add("a", "2")).isInstanceOf(AssertionError.class);
  }

  @Test
  void aCopyIsIndependentOfItsOriginalAndACopyOfHeadersIsNone() {
    Map<String, String> original = new LinkedHashMap<>(Map.of("a", "1"));
    Headers copy = Headers.copyOf(original);

    original.put("a", "2");

    assertThat(copy).isEqualTo(Map.of("a", "1"));
    assertThat(Headers.copyOf(copy)).isSameAs(copy);
  }
}
