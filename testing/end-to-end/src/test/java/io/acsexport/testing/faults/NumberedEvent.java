package io.acsexport.testing.faults;

import io.acsexport.testing.CapturedEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that tells of itself which one it is, and that nobody altered it. Events of one key come
 * from one thread and ascend.
 *
 * @param thread who publishes it
 * @param number from 0 on; a number whose outcome is unknown after a kill is not used again
 */
record NumberedEvent(int thread, long number) {

  private static final long ID = 0x1dL;
  private static final long KEY = 0x5eedL;
  private static final int KEYS_A_THREAD = 25;

  /** What an encoding that is not UTF-8 would lose. */
  private static final String NAME = "Größe ıİ 状態 \uD83D\uDE00";

  /** Bodies differ in length as CloudStack's do; one in so many is a giant. */
  private static final int GIANTS = 500;

  private static final int GIANT_LENGTH = 60_000;
  private static final String FILLER = "instance state changed ".repeat(3_000);

  String id() {
    return new UUID(ID << 32 | thread, number).toString();
  }

  String key() {
    return new UUID(KEY << 32 | thread, number % KEYS_A_THREAD).toString();
  }

  /** Whether its body is some 60 000 bytes long. */
  boolean isGiant() {
    return number % GIANTS == 100;
  }

  String body() {
    int length = isGiant() ? GIANT_LENGTH : (int) ((number * 7919 + thread * 104_729L) % 800);
    return "{\"event\":\"TEST.NUMBERED\",\"thread\":\""
        + thread
        + "\",\"number\":\""
        + number
        + "\",\"name\":\""
        + NAME
        + "\",\"description\":\""
        + FILLER.substring(0, length)
        + "\"}";
  }

  /** As CloudStack would publish it. */
  CapturedEvent captured() {
    return new CapturedEvent(
        1,
        null,
        "ActionEvent",
        "TEST.NUMBERED",
        "management-server",
        "VirtualMachine",
        key(),
        number,
        id(),
        2L,
        null,
        1L,
        null,
        body());
  }

  /** The event of an id; null where it is no such id. */
  static @Nullable NumberedEvent ofId(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.getMostSignificantBits() >>> 32 == ID
          ? new NumberedEvent((int) uuid.getMostSignificantBits(), uuid.getLeastSignificantBits())
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
