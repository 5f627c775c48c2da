package io.acsexport.core.engine;

import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.spool.RefusedException;
import io.acsexport.transport.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether an exporter does what it is there for, and if not, why: some destination does not get its
 * events, or the spool takes no more. A short trouble that passes by itself is none.
 *
 * @param reasons what is wrong; empty where all is well
 */
public record ExporterHealth(List<Reason> reasons) {

  /** A destination may retry for as long before it counts: brokers restart. */
  static final Duration GRACE = Duration.ofMinutes(1);

  /** Copies what can change. */
  public ExporterHealth {
    reasons = List.copyOf(reasons);
  }

  /**
   * One thing that is wrong.
   *
   * @param subject {@code spool} or {@code destination NAME}
   * @param code such as {@code blocked}, in small letters and hyphens
   * @param detail what is the case
   * @param remedy what to do, or empty
   */
  public record Reason(String subject, String code, String detail, String remedy) {}

  /** Judges a status of just now. */
  public static ExporterHealth of(ExporterStatus status) {
    List<Reason> reasons = new ArrayList<>();
    RefusedException.Reason obstacle = status.spool().obstacle();
    if (obstacle != null) {
      reasons.add(
          new Reason(
              "spool",
              PublishMeters.label(obstacle),
              "No further file can be prepared; events are refused once the present one is full.",
              "See the last log line of the spool; give the disk room, or raise spool.max-size."));
    }
    status
        .destinations()
        .forEach(
            (name, worker) -> {
              if (isTrouble(worker)) {
                reasons.add(reason(name, worker));
              }
            });
    return new ExporterHealth(reasons);
  }

  /** Whether all is well. */
  public boolean isHealthy() {
    return reasons.isEmpty();
  }

  private static boolean isTrouble(WorkerStatus worker) {
    return switch (worker.state()) {
      // A pause is what the operator wants.
      case STARTING, UP, PAUSED -> false;
      case RETRYING -> worker.lasting().compareTo(GRACE) > 0;
      case BLOCKED, STOPPED -> true;
    };
  }

  private static Reason reason(String name, WorkerStatus worker) {
    String subject = "destination " + name;
    String code = worker.state().name().toLowerCase(Locale.ROOT);
    Failure failure = worker.lastFailure();
    if (worker.state() == WorkerState.STOPPED || failure == null) {
      return new Reason(
          subject,
          code,
          "Since " + worker.since() + "; its events wait in the spool.",
          "Delivery begins again with the management server.");
    }
    return new Reason(
        subject,
        code,
        "Since " + worker.since() + ": " + failure.code().label() + ": " + failure.detail(),
        failure.remedy());
  }
}
