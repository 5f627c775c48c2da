package io.acsexport.cli;

import io.acsexport.core.bridge.NodeName;
import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.ConfigurationProblem;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.config.LoadedConfiguration;
import io.acsexport.core.engine.SettingsCheck;
import io.acsexport.core.plugin.PluginProblem;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.SettingException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The installed transports, and the configuration that makes use of them. */
final class Installation implements AutoCloseable {

  private final TransportCatalog transports;
  private final Path file;
  private final LoadedConfiguration configuration;
  private final Clock clock;

  private Installation(
      TransportCatalog transports, Path file, LoadedConfiguration configuration, Clock clock) {
    this.transports = transports;
    this.file = file;
    this.configuration = configuration;
    this.clock = clock;
  }

  /** Loads both; what is wrong with the configuration becomes the lines of a failure. */
  static Installation open(AcsExport root) throws CommandException {
    try {
      return openOrExplain(root);
    } catch (ConfigurationException e) {
      throw unusable(e);
    }
  }

  /** Loads both, for a caller that has its own way to show what is wrong. */
  static Installation openOrExplain(AcsExport root)
      throws CommandException, ConfigurationException {
    Surroundings surroundings = root.surroundings();
    TransportCatalog transports = loadTransports(root);
    boolean opened = false;
    try {
      Path file = root.configFile();
      Installation installation =
          new Installation(
              transports,
              file,
              ConfigurationLoader.load(file, transports, root.environment()),
              surroundings.clock());
      opened = true;
      return installation;
    } finally {
      if (!opened) {
        transports.close();
      }
    }
  }

  /** Loads the transports alone. */
  static TransportCatalog loadTransports(AcsExport root) throws CommandException {
    return root.surroundings().transports().apply(root.homeDirectory().resolve("transports"));
  }

  LoadedConfiguration configuration() {
    return configuration;
  }

  ExporterConfig config() {
    return configuration.config();
  }

  List<PluginProblem> pluginProblems() {
    return transports.problems();
  }

  /** By which name this server is known to brokers. */
  String node() {
    return NodeName.of(config().node(), null);
  }

  /**
   * The destinations of these names, or all where none is named.
   *
   * @throws CommandException when one is not configured; names those that are
   */
  List<DestinationConfig> destinations(List<String> names) throws CommandException {
    if (names.isEmpty()) {
      return config().destinations();
    }
    List<DestinationConfig> chosen = new ArrayList<>();
    for (String name : names) {
      DestinationConfig destination = destination(name);
      if (!chosen.contains(destination)) {
        chosen.add(destination);
      }
    }
    return chosen;
  }

  DestinationConfig destination(String name) throws CommandException {
    for (DestinationConfig destination : config().destinations()) {
      if (destination.name().equals(name)) {
        return destination;
      }
    }
    String configured =
        config().destinations().stream()
            .map(DestinationConfig::name)
            .collect(Collectors.joining(", "));
    throw new CommandException(
        ExitCode.USAGE,
        "There is no destination '"
            + SafeText.oneLine(name)
            + "'. Configured: "
            + (configured.isEmpty() ? "none" : configured)
            + ".");
  }

  /** Lets every transport look at its settings: told at once, not after a wait for delivery. */
  void checkSettings() throws CommandException {
    try {
      SettingsCheck.run(file, configuration, node(), clock, (destination, notice) -> {});
    } catch (ConfigurationException e) {
      throw unusable(e);
    }
  }

  private static CommandException unusable(ConfigurationException e) {
    return new CommandException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), e);
  }

  /** What a transport found wrong with settings, with file and line, as a failure. */
  CommandException unusable(DestinationConfig destination, SettingException e) {
    return new CommandException(
        ExitCode.CONFIGURATION,
        problems(destination, e).stream()
            .map(problem -> SafeText.oneLine(problem.toString()))
            .collect(Collectors.joining("\n")),
        e);
  }

  /** What a transport found wrong with settings, with file and line. */
  List<ConfigurationProblem> problems(DestinationConfig destination, SettingException e) {
    return configuration.problems(destination.name(), e);
  }

  @Override
  public void close() {
    transports.close();
  }
}
