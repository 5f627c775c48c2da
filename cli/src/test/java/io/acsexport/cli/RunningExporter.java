package io.acsexport.cli;

import static java.util.Objects.requireNonNull;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.control.ControlServer;
import io.acsexport.core.control.ExporterInfo;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.PublishRefusedException;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.plugin.TransportCatalog;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** An exporter with its control socket, as a management server runs it. */
final class RunningExporter implements AutoCloseable {

  final Exporter exporter;
  private final ControlServer control;

  private RunningExporter(Exporter exporter, ControlServer control) {
    this.exporter = exporter;
    this.control = control;
  }

  /** With the configuration of these commands. */
  static RunningExporter of(CommandRun run) throws IOException, ConfigurationException {
    Clock clock = Clock.systemUTC();
    Exporter exporter =
        Exporter.open(
            ConfigurationLoader.load(run.config(), TransportCatalog.of(run.memory), Map.of())
                .config(),
            "ms1",
            clock);
    exporter.start();
    return new RunningExporter(
        exporter,
        requireNonNull(
            ControlServer.open(
                exporter, new ExporterInfo("ms1", run.config(), clock.instant(), List::of), clock),
            "no control socket"));
  }

  void publish(String id, String body) throws PublishRefusedException {
    exporter.publish(
        new PublishRequest(id, "ActionEvent", "VM.START", "s", "VM", "vm-1", body, null));
  }

  /** Whether every destination has resolved everything. */
  boolean isDone() {
    return exporter.status().destinations().values().stream()
        .allMatch(worker -> worker.backlog().events() == 0);
  }

  @Override
  public void close() {
    control.close();
    exporter.close();
  }
}
