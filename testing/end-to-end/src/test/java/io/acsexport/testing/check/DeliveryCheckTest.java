package io.acsexport.testing.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checker must see each fault, or the tests that lean on it prove nothing. */
class DeliveryCheckTest {

  private final List<Expected> published =
      List.of(event("a", "1"), event("a", "2"), event(null, "3"), event("b", "4"), event("b", "4"));
  private final List<Arrived> arrived =
      new ArrayList<>(
          List.of(
              message("m1", "a", "1"),
              message("m2", "a", "2"),
              message("m3", null, "3"),
              message("m4", "b", "4"),
              message("m5", "b", "4")));

  @Test
  void aFaultlessRunIsPerfect() {
    DeliveryCheck check = DeliveryCheck.compare(published, arrived);

    assertThat(check.perfect()).isTrue();
    assertThat(check.keys()).isEqualTo(2);
  }

  @Test
  void aLostEventIsSeenEvenWhereAnEqualOneArrived() {
    arrived.remove(4);

    assertThat(DeliveryCheck.compare(published, arrived).lost()).containsExactly(event("b", "4"));
  }

  @Test
  void aRepeatIsSeenAndForgivenOnlyWhereRepeatsAre() {
    arrived.add(message("m1", "a", "1"));
    DeliveryCheck check = DeliveryCheck.compare(published, arrived);

    assertThat(check.repeated()).hasSize(1);
    assertThat(check.perfect()).isFalse();
    assertThat(check.complete()).isTrue();
  }

  @Test
  void aChangedByteIsSeen() {
    arrived.set(2, message("m3", null, "3 "));
    DeliveryCheck check = DeliveryCheck.compare(published, arrived);

    assertThat(check.altered()).hasSize(1);
    assertThat(check.lost()).hasSize(1);
  }

  @Test
  void aSwapWithinAKeyIsSeen() {
    arrived.set(0, message("m2", "a", "2"));
    arrived.set(1, message("m1", "a", "1"));

    assertThat(DeliveryCheck.compare(published, arrived).outOfOrder()).containsExactly("a");
  }

  @Test
  void aMissingKeyIsSeen() {
    arrived.set(0, message("m1", null, "1"));

    assertThat(DeliveryCheck.compare(published, arrived).complete()).isFalse();
  }

  private static Expected event(@Nullable String key, String body) {
    return new Expected(key, body, 0);
  }

  private static Arrived message(String id, @Nullable String key, String body) {
    return new Arrived(key, body, Map.of("acs-id", id));
  }
}
