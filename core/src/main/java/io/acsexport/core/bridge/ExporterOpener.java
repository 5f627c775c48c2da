package io.acsexport.core.bridge;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.LoadedConfiguration;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.SettingsCheck;
import io.acsexport.core.plugin.TransportCatalog;
import java.io.IOException;
import java.time.Clock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the real engine: transports, configuration, exporter. */
final class ExporterOpener implements EngineOpener {

  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

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
      return new Opening.Idle(
          false,
          "No event is exported: "
              + e.getMessage()
              + "\nCorrect it and restart the management server.",
          null);
    } catch (IOException e) {
      return new Opening.Idle(
          false,
          "No event is exported: the spool cannot be opened: "
              + e.getMessage()
              + ". Put that right and restart the management server.",
          e);
    } finally {
      if (!opened) {
        transports.close();
      }
    }
  }
}
