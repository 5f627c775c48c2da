package io.acsexport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.control.Control;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.control.DeadLetterDocument;
import io.acsexport.core.control.StoppedControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** What the commands on dead letters share. */
final class DeadLetters {

  /** The exporter reads all of them for this, which may be many. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private DeadLetters() {}

  /**
   * Goes through all dead letters of a destination, without their events' bodies.
   *
   * @return how many could not be read
   */
  static long each(Installation installation, String destination, Control.Items items)
      throws CommandException, InterruptedException {
    Path spool = installation.config().spool().directory();
    installation.destination(destination);
    try (ControlClient running = Running.on(spool)) {
      if (running == null) {
        return StoppedControl.deadLetters(
            spool,
            destination,
            letter -> {
              try {
                items.item(DeadLetterDocument.of(letter, false));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      }
      return pages(running, destination, items);
    } catch (ControlException e) {
      throw Running.failed(e);
    } catch (UncheckedIOException e) {
      throw Running.failed(Objects.requireNonNull(e.getCause(), "no cause"));
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }

  private static long pages(ControlClient running, String destination, Control.Items items)
      throws IOException, ControlException {
    long[] last = {0};
    while (true) {
      ObjectNode request =
          ControlClient.request("dead-letters")
              .put("destination", destination)
              .put("after", last[0]);
      JsonNode result =
          running.call(
              request,
              PATIENCE,
              item -> {
                last[0] = item.path("number").asLong();
                items.item(item);
              });
      if (!result.path("more").asBoolean() || result.path("listed").asLong() == 0) {
        return result.path("unreadable").asLong();
      }
    }
  }
}
