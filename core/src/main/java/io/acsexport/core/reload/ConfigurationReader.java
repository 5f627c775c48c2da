package io.acsexport.core.reload;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.FileDigest;
import io.acsexport.core.config.LoadedConfiguration;
import io.acsexport.core.engine.SettingsCheck;
import io.acsexport.core.plugin.PluginProblem;
import io.acsexport.core.plugin.TransportCatalog;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and checks configurations, and knows the transports that they can name: those installed
 * since the last reading are found. For one thread at a time.
 */
final class ConfigurationReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredExporter.class);

  private final ReloadOptions options;
  private final Clock clock;
  private final Set<PluginProblem> told = new HashSet<>();
  private TransportCatalog transports;

  /** With these transports to begin with; they are closed with it. */
  ConfigurationReader(ReloadOptions options, TransportCatalog transports, Clock clock) {
    this.options = options;
    this.clock = clock;
    this.transports = transports;
    tell(transports.problems());
  }

  /**
   * A configuration without problems.
   *
   * @param node by which name this server is known under it
   */
  record Checked(LoadedConfiguration loaded, String node) {}

  /**
   * Reads the file as it is now.
   *
   * @param served whether a destination runs with these very settings, and need not be checked
   * @throws ConfigurationException with every problem
   */
  Checked read(Predicate<DestinationConfig> served) throws ConfigurationException {
    return read(Map.of(), served);
  }

  /** Reads the texts of a file and what it includes as they once were. */
  Checked read(Map<Path, String> texts, Predicate<DestinationConfig> served)
      throws ConfigurationException {
    transports = transports.rescanned();
    tell(transports.problems());
    LoadedConfiguration loaded =
        ConfigurationLoader.load(options.configuration(), transports, options.environment(), texts);
    String node = options.node().apply(loaded.config());
    List<DestinationConfig> unchecked =
        loaded.config().destinations().stream().filter(served.negate()).toList();
    SettingsCheck.run(
        options.configuration(), loaded, unchecked, node, clock, (destination, notice) -> {});
    return new Checked(loaded, node);
  }

  /** A few are told: each as often as it is another. */
  private void tell(List<PluginProblem> problems) {
    problems.stream().filter(told::add).forEach(problem -> LOG.warn("{}", problem));
    told.retainAll(problems);
  }

  /**
   * With these files the folders of the transports: where a configuration cannot be used,
   * installing one may mend it.
   */
  Map<Path, FileDigest> withTransports(Map<Path, FileDigest> files) {
    Map<Path, FileDigest> all = new TreeMap<>(files);
    all.put(options.transports(), FileDigest.of(options.transports()));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(options.transports())) {
      for (Path folder : folders) {
        all.put(folder, FileDigest.of(folder));
      }
    } catch (IOException e) {
      LOG.debug("Cannot list {}", options.transports(), e); // one of the problems, and told as such
    }
    return all;
  }

  @Override
  public void close() {
    transports.close();
  }
}
