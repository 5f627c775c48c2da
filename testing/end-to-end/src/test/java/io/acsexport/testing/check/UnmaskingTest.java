package io.acsexport.testing.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnmaskingTest {

  private static final String PUBLISHED = "{\"password\":\"s3cret\",\"pin\":4711,\"id\":\"7\"}";

  private final Unmasking unmasking = new Unmasking(List.of(new Expected("k", PUBLISHED, 0)));

  @Test
  void maskedValuesAreWhateverWasPublishedThere() {
    assertThat(undo("{\"password\":\"****\",\"pin\":\"****\",\"id\":\"7\"}")).isEqualTo(PUBLISHED);
  }

  @Test
  void aChangeOutsideTheMasksIsNoMask() {
    String changed = "{\"password\":\"****\",\"pin\":\"****\",\"id\":\"8\"}";

    assertThat(undo(changed)).isEqualTo(changed);
  }

  @Test
  void aLostPartIsNoMask() {
    String cut = "{\"password\":\"****\"}";

    assertThat(undo(cut + " ")).isEqualTo(cut + " ");
  }

  private String undo(String body) {
    return String.valueOf(unmasking.undo(new Arrived("k", body, Map.of())).body());
  }
}
