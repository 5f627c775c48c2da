package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.TransportException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at several destinations at the same time, so that one which hangs costs its own time only.
 */
final class DestinationCheck {

  /** A transport minds its time-out itself; one that does not is given up this much later. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Installation installation;
  private final Clock clock;
  private final boolean offline;
  private final Duration timeout;

  DestinationCheck(Installation installation, Clock clock, boolean offline, Duration timeout) {
    this.installation = installation;
    this.clock = clock;
    this.offline = offline;
    this.timeout = timeout;
  }

  /** What was found, in the order of the destinations. */
  List<DestinationFindings> run(List<DestinationConfig> destinations) throws InterruptedException {
    List<Future<DestinationFindings>> running = new ArrayList<>();
    for (DestinationConfig destination : destinations) {
      FutureTask<DestinationFindings> task = new FutureTask<>(() -> look(destination));
      Thread thread = new Thread(task, "acs-export-check-" + destination.name());
      // One that cannot be ended must not keep the command from ending.
      thread.setDaemon(true);
      thread.start();
      running.add(task);
    }
    long end = System.nanoTime() + timeout.plus(GRACE).toNanos();
    List<DestinationFindings> findings = new ArrayList<>();
    try {
      for (int i = 0; i < running.size(); i++) {
        findings.add(await(running.get(i), destinations.get(i), end));
      }
    } finally {
      running.forEach(task -> task.cancel(true));
    }
    return findings;
  }

  private DestinationFindings await(
      Future<DestinationFindings> task, DestinationConfig destination, long end)
      throws InterruptedException {
    try {
      return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      Failure failure =
          Failure.of(FailureCode.TIMEOUT, "No result within " + timeout.toMillis() + " ms.");
      return findings(destination, List.of(notice(failure)));
    } catch (ExecutionException e) {
      Failure failure = Failure.of(FailureCode.TRANSPORT_FAULT, String.valueOf(e.getCause()));
      return findings(destination, List.of(notice(failure)));
    }
  }

  private DestinationFindings look(DestinationConfig destination) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    try (LooseTransport loose = LooseTransport.of(destination, installation, clock)) {
      List<Notice> found = new ArrayList<>();
      if (!offline) {
        found.addAll(connect(loose, end));
      }
      List<Notice> all = new ArrayList<>(loose.notices());
      found.stream().filter(notice -> !all.contains(notice)).forEach(all::add);
      return findings(destination, all);
    } catch (SettingException e) {
      return new DestinationFindings(
          destination.name(),
          destination.provider().name(),
          installation.problems(destination, e),
          List.of());
    }
  }

  /**
   * What making the transport took is taken off: it may need all of its time to tell what failed,
   * and has to be done before it is given up.
   */
  private static List<Notice> connect(LooseTransport loose, long end) throws InterruptedException {
    if (!(loose.transport() instanceof Checkable checkable)) {
      return List.of(
          Notice.info("transport", "It cannot look at its broker; the connection is not checked."));
    }
    try {
      return checkable.check(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    } catch (TransportException e) {
      return List.of(notice(e.failure()));
    }
  }

  private static DestinationFindings findings(DestinationConfig destination, List<Notice> notices) {
    return new DestinationFindings(
        destination.name(), destination.provider().name(), List.of(), notices);
  }

  private static Notice notice(Failure failure) {
    return Notice.error(failure.code().label(), failure.detail(), failure.remedy());
  }
}
