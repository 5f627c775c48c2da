package io.acsexport.core.delivery;

import java.time.Duration;

/**
 * How a destination is served.
 *
 * @param maxBatchMessages the most messages in a batch
 * @param maxBatchBytes the most bytes of bodies in a batch of more than one message
 * @param sendTimeout how long a batch may take before the transport is interrupted and closed
 * @param initialBackoff upper bound of the first random wait after a failure
 * @param maxBackoff upper bound of every later one; it doubles until then
 */
public record DeliveryOptions(
    int maxBatchMessages,
    int maxBatchBytes,
    Duration sendTimeout,
    Duration initialBackoff,
    Duration maxBackoff) {

  /** Refuses what would never send or never pause. */
  public DeliveryOptions {
    requirePositive(maxBatchMessages > 0, "maxBatchMessages");
    requirePositive(maxBatchBytes > 0, "maxBatchBytes");
    requirePositive(sendTimeout.compareTo(Duration.ZERO) > 0, "sendTimeout");
    requirePositive(initialBackoff.compareTo(Duration.ZERO) > 0, "initialBackoff");
    requirePositive(maxBackoff.compareTo(Duration.ZERO) > 0, "maxBackoff");
  }

  /** What applies where the operator wrote nothing. */
  public static DeliveryOptions defaults() {
    return new DeliveryOptions(
        500, 1 << 20, Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofSeconds(30));
  }

  private static void requirePositive(boolean positive, String name) {
    if (!positive) {
      throw new IllegalArgumentException(name + " is not positive");
    }
  }
}
