package io.acsexport.cli;

import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.PublishRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Publishes the events of an input and waits until they are delivered. Used by one thread, once.
 */
final class SendRun {

  private static final long POLL_MILLIS = 20;
  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Refusals that end when destinations catch up or the disk recovers. */
  private static final Set<String> PASSING = Set.of("full", "no-space", "stalled");

  private static final Set<String> BY_STORAGE =
      Set.of("full", "no-space", "stalled", "io-error", "sync-late", "sync-failed", "closed");

  private final Exporter exporter;
  private final Terminal terminal;
  private final Duration timeout;
  private final SendTally tally;
  private final long startedNanos = System.nanoTime();
  private long nextProgressNanos = startedNanos;

  SendRun(Exporter exporter, Terminal terminal, Duration timeout) {
    this.exporter = exporter;
    this.terminal = terminal;
    this.timeout = timeout;
    this.tally = new SendTally(terminal);
  }

  /**
   * Reads to the end of the input and waits.
   *
   * @throws IOException when the input cannot be read
   */
  SendReport run(EventInput events) throws IOException, InterruptedException {
    exporter.start();
    publishAll(events);
    awaitDelivery();
    terminal.eraseProgress();
    return SendReport.of(
        tally, exporter.status().destinations().values(), System.nanoTime() - startedNanos);
  }

  private void publishAll(EventInput events) throws IOException, InterruptedException {
    boolean going = true;
    while (going && events.next()) {
      tally.line();
      going = publish(events);
      showProgress();
    }
  }

  /** Returns whether it makes sense to go on with the next line. */
  private boolean publish(EventInput events) throws InterruptedException {
    try {
      EventFormat.Parsed parsed = events.event();
      parsed.unknownFields().forEach(field -> tally.unknownField(events.number(), field));
      publishPatiently(parsed);
      tally.accepted();
      return true;
    } catch (UnreadableLineException e) {
      tally.unreadable(events.number(), e.reason());
      return true;
    } catch (PublishRefusedException e) {
      tally.refused(
          events.number(),
          e.reason(),
          String.valueOf(e.getMessage()),
          BY_STORAGE.contains(e.reason()));
      // After so long a wait the following lines would fare no better.
      return !PASSING.contains(e.reason());
    }
  }

  private void publishPatiently(EventFormat.Parsed parsed)
      throws PublishRefusedException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        exporter.publish(parsed.request());
        return;
      } catch (PublishRefusedException e) {
        if (!PASSING.contains(e.reason()) || isOver(begin)) {
          throw e;
        }
      }
      showProgress();
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void awaitDelivery() throws InterruptedException {
    long begin = System.nanoTime();
    while (remaining(exporter.status().destinations().values()) > 0 && !isOver(begin)) {
      showProgress();
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private boolean isOver(long beginNanos) {
    return System.nanoTime() - beginNanos >= timeout.toNanos();
  }

  private static long remaining(Collection<WorkerStatus> destinations) {
    return destinations.stream().mapToLong(status -> status.backlog().events()).sum();
  }

  private void showProgress() {
    long now = System.nanoTime();
    if (!terminal.showsProgress() || now - nextProgressNanos < 0) {
      return;
    }
    nextProgressNanos = now + PROGRESS_NANOS;
    terminal.progress(
        tally.acceptedCount()
            + " stored | "
            + exporter.status().destinations().values().stream()
                .map(
                    status ->
                        status.destination()
                            + " "
                            + status.state().name().toLowerCase(Locale.ROOT)
                            + " "
                            + status.delivered()
                            + " delivered, "
                            + status.backlog().events()
                            + " to go")
                .collect(Collectors.joining(" | ")));
  }
}
