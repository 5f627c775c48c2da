package io.acsexport.core.bridge;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.ConfigurationProblem;
import io.acsexport.core.config.LoadedConfiguration;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.SettingsCheck;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.core.spool.SpoolLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the real engine: transports, configuration, exporter. */
final class ExporterOpener implements EngineOpener {

  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

  /** The rest is shown by {@code acs-export check}; a log line must end somewhere. */
  private static final int MAX_PROBLEMS_LOGGED = 10;

  @Override
  public Opening open(BridgeOptions options) {
    Clock clock = Clock.systemUTC();
    TransportCatalog transports = TransportCatalog.load(options.home().resolve("transports"));
    boolean opened = false;
    try {
      transports.problems().forEach(problem -> LOG.warn("{}", problem));
      LoadedConfiguration loaded =
          ConfigurationLoader.load(options.configuration(), transports, System.getenv());
      if (loaded.config().destinations().isEmpty()) {
        return new Opening.Idle(
            true,
            "No destination is configured in " + options.configuration() + ": nothing is exported.",
            null);
      }
      String node = NodeName.of(loaded.config().node(), options.node());
      SettingsCheck.run(options.configuration(), loaded, node, clock, (destination, notice) -> {});
      Exporter exporter = Exporter.open(loaded.config(), node, clock);
      opened = true;
      LOG.info(
          "Exporting as node {} to {}; configuration {}, spool {}.",
          node,
          loaded.config().destinations().stream()
              .map(destination -> destination.name() + " (" + destination.provider().name() + ")")
              .collect(Collectors.joining(", ")),
          options.configuration(),
          loaded.config().spool().directory());
      return new Opening.Opened(
          new ExporterEngine(exporter), loaded.config().drainTimeout(), transports::close);
    } catch (ConfigurationException e) {
      return new Opening.Idle(false, reason(options.configuration(), e.problems()), null);
    } catch (IOException e) {
      return new Opening.Idle(
          false,
          "No event is exported: the spool cannot be opened: "
              + e.getMessage()
              + ". Put that right and restart the management server.",
          // A lock in other hands is said in full; any other failure may need its stack trace.
          e instanceof SpoolLockedException ? null : e);
    } finally {
      if (!opened) {
        transports.close();
      }
    }
  }

  /**
   * On one line, however many problems there are: it must be found whole by a search of the log.
   */
  private static String reason(Path file, List<ConfigurationProblem> problems) {
    String listed =
        problems.stream()
            .limit(MAX_PROBLEMS_LOGGED)
            .map(problem -> problem.toString().replace('\n', ' '))
            .collect(Collectors.joining(" | "));
    int more = problems.size() - MAX_PROBLEMS_LOGGED;
    return "No event is exported, because of "
        + (problems.size() == 1 ? "a problem" : problems.size() + " problems")
        + " in "
        + file
        + ": "
        + listed
        + (more > 0 ? " | and " + more + " more" : "")
        + ". Correct the file, look at it with 'acs-export check', and restart the management"
        + " server.";
  }
}
