package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of an input through an exporter that runs, and waits until it has passed them.
 * Used by one thread, once.
 */
final class SendThrough {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 200;

  private final ControlClient exporter;
  private final Terminal terminal;
  private final Duration timeout;
  private final List<String> names;
  private final boolean alone;
  private final SendTally tally;
  private final long startedNanos = System.nanoTime();
  private long first = Long.MAX_VALUE;
  private long last;

  /**
   * Sends to these destinations.
   *
   * @param alone whether to them alone, or to all that the exporter has
   */
  SendThrough(
      ControlClient exporter,
      Terminal terminal,
      Duration timeout,
      List<DestinationConfig> destinations,
      boolean alone) {
    this.exporter = exporter;
    this.terminal = terminal;
    this.timeout = timeout;
    this.names = destinations.stream().map(DestinationConfig::name).toList();
    this.alone = alone;
    this.tally = new SendTally(terminal);
  }

  /** Reads to the end of the input, waits and reports; returns the exit code. */
  int run(EventInput events, boolean json)
      throws CommandException, IOException, InterruptedException {
    try {
      while (events.next()) {
        tally.line();
        send(events);
      }
      List<Map<String, @Nullable Object>> outcome = awaitDelivery();
      return report(outcome, json);
    } catch (ControlException e) {
      throw Running.failed(e);
    }
  }

  private void send(EventInput events) throws IOException, ControlException {
    try {
      EventFormat.Parsed parsed = events.event();
      parsed.unknownFields().forEach(field -> tally.unknownField(events.number(), field));
      JsonNode result =
          exporter.call(ControlClient.send(parsed.request(), alone ? names : List.of()), PATIENCE);
      last = result.path("sequence").asLong();
      first = Math.min(first, last);
      tally.accepted();
    } catch (UnreadableLineException e) {
      tally.unreadable(events.number(), e.reason());
    } catch (ControlException e) {
      if (e.code() != ControlException.Code.REFUSED) {
        throw e;
      }
      tally.refused(events.number(), "refused", String.valueOf(e.getMessage()), false);
    }
  }

  private List<Map<String, @Nullable Object>> awaitDelivery()
      throws IOException, ControlException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      List<Map<String, @Nullable Object>> outcome = new ArrayList<>();
      boolean reached = true;
      JsonNode status = exporter.call(ControlClient.request("status"), PATIENCE);
      for (JsonNode destination : status.path("destinations")) {
        if (names.contains(destination.path("name").asText())) {
          boolean here = destination.path("position").asLong() >= last;
          reached &= here;
          outcome.add(outcome(destination, here));
        }
      }
      if (reached || System.nanoTime() - begin >= timeout.toNanos()) {
        return outcome;
      }
      terminal.progress(tally.acceptedCount() + " stored, waiting for the brokers");
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private Map<String, @Nullable Object> outcome(JsonNode destination, boolean reached)
      throws IOException, ControlException {
    Map<String, @Nullable Object> outcome = new LinkedHashMap<>();
    JsonNode error = destination.path("lastError");
    outcome.put("name", destination.path("name").asText());
    outcome.put("state", destination.path("state").asText());
    outcome.put("passed", reached);
    outcome.put("deadLetters", reached ? deadLetters(destination) : null);
    outcome.put("undelivered", destination.path("backlog").path("events").asLong());
    outcome.put("failure", reached || error.isNull() ? null : error.path("code").asText());
    outcome.put("detail", reached || error.isNull() ? null : error.path("detail").asText());
    outcome.put("remedy", reached || error.isNull() ? null : error.path("remedy").asText());
    return outcome;
  }

  /** How many of the events sent here are among the dead letters, as far as is known. */
  private long deadLetters(JsonNode destination) throws IOException, ControlException {
    long[] count = {0};
    if (destination.path("deadLetters").asLong() > 0) {
      JsonNode unused =
          exporter.call(
              ControlClient.request("dead-letters")
                  .put("destination", destination.path("name").asText()),
              PATIENCE,
              letter -> {
                long sequence = letter.path("sequence").asLong();
                count[0] += sequence >= first && sequence <= last ? 1 : 0;
              });
    }
    return count[0];
  }

  private int report(List<Map<String, @Nullable Object>> outcome, boolean json) {
    boolean delivered = outcome.stream().allMatch(each -> Boolean.TRUE.equals(each.get("passed")));
    boolean refused =
        tally.refusedCount() + tally.unreadableCount() > 0
            || outcome.stream()
                .anyMatch(each -> each.get("deadLetters") instanceof Long l && l > 0);
    int exitCode = !delivered ? ExitCode.UNAVAILABLE : refused ? ExitCode.DATA : ExitCode.OK;
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    terminal.eraseProgress();
    if (json) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("ok", exitCode == ExitCode.OK);
      document.put("exitCode", exitCode);
      document.put("read", tally.lines());
      document.put("accepted", tally.acceptedCount());
      document.put("refused", tally.refusedCount());
      document.put("unreadable", tally.unreadableCount());
      document.put("seconds", seconds);
      document.put("problems", tally.problems());
      document.put("destinations", outcome);
      document.put("exporter", exporter.process());
      terminal.print(Json.document(document));
      return exitCode;
    }
    terminal.print(
        String.format(
            Locale.ROOT,
            "%s accepted by the exporter in process %d, %d refused, %s unreadable; %.1f s.",
            Wording.count(tally.acceptedCount(), "event"),
            exporter.process(),
            tally.refusedCount(),
            Wording.count(tally.unreadableCount(), "line"),
            seconds));
    outcome.forEach(this::print);
    return exitCode;
  }

  private void print(Map<String, @Nullable Object> each) {
    if (Boolean.TRUE.equals(each.get("passed"))) {
      terminal.print(
          each.get("name")
              + ": done; "
              + Wording.count(each.get("deadLetters") instanceof Long l ? l : 0, "dead letter")
              + " of them.");
    } else {
      terminal.print(
          each.get("name")
              + ": "
              + each.get("state")
              + ", not done yet; the exporter goes on. Look with 'acs-export status'.");
      if (each.get("detail") != null) {
        terminal.print(
            "  "
                + each.get("failure")
                + ": "
                + SafeText.oneLine(String.valueOf(each.get("detail"))));
        terminal.print("  " + SafeText.oneLine(String.valueOf(each.get("remedy"))));
      }
    }
  }
}
