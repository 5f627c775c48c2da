package io.acsexport.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.deadletter.StoredDeadLetter;
import io.acsexport.core.engine.Exporter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Does the same requests where no exporter runs: on one that holds the spool and delivers nothing.
 * What has to be delivered is delivered after the next start. To be used as the owner of the
 * spool's folder, since files are made in it.
 */
public final class StoppedControl implements Control {

  private final Exporter exporter;
  private final ControlCommands commands;

  private StoppedControl(Exporter exporter, ControlCommands commands) {
    this.exporter = exporter;
    this.commands = commands;
  }

  /**
   * Opens the spool of a configuration.
   *
   * @param configuration the file it comes from
   * @throws IOException when it cannot be opened; {@link
   *     io.acsexport.core.spool.SpoolLockedException} when an exporter has it
   */
  public static StoppedControl open(
      ExporterConfig config, String node, Path configuration, Clock clock) throws IOException {
    Exporter exporter = Exporter.open(config, node, clock);
    ExporterInfo info = new ExporterInfo(node, configuration, clock.instant(), List::of);
    return new StoppedControl(
        exporter, new ControlCommands(exporter, info, clock, new RateWindow()));
  }

  /**
   * Reads the dead letters of a destination without opening anything: as any user who may read
   * them, and whether an exporter runs or not.
   *
   * @return how many entries could not be read
   */
  public static long deadLetters(Path spool, String destination, Consumer<StoredDeadLetter> each)
      throws IOException {
    return DeadLetterLog.look(DeadLetterLog.directoryIn(spool, destination), each);
  }

  @Override
  public JsonNode call(ObjectNode request, Duration patience, Items items)
      throws IOException, ControlException {
    ObjectNode result = commands.run(request, items::item);
    return result;
  }

  @Override
  public void close() {
    exporter.close();
  }
}
