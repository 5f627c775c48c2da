package io.acsexport.transport.tck;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Tells a thread that waits for the broker from one that is busy. */
final class Waiting {

  /** A wait that lasts this long is for the broker and not for a lock. */
  private static final Duration SETTLED = Duration.ofMillis(200);

  private Waiting() {}

  /** Waits until it is done, or until the thread that does it has been waiting for a while. */
  static void untilDoneOrWaits(BooleanSupplier done, Thread thread, Duration limit) {
    Awaitility.await()
        .pollInSameThread()
        .atMost(limit.plus(SETTLED))
        .during(SETTLED)
        .until(() -> done.getAsBoolean() || waits(thread.getState()));
  }

  private static boolean waits(Thread.State state) {
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }
}
