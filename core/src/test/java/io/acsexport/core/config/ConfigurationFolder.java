package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.acsexport.core.plugin.TransportCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder with a configuration to be loaded, for a test. */
final class ConfigurationFolder {

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private TransportCatalog transports = TransportCatalog.of(new TestTransport());

  ConfigurationFolder(Path folder) {
    this.folder = folder;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  ConfigurationFolder with(String name, String content) {
    try {
      Files.writeString(path(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  ConfigurationFolder withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ConfigurationFolder withTransports(TransportCatalog catalog) {
    transports = catalog;
    return this;
  }

  LoadedConfiguration load(String text) throws ConfigurationException {
    with("acs-export.conf", text);
    return ConfigurationLoader.load(path("acs-export.conf"), transports, environment);
  }

  /** Loads a destination called main with these settings. */
  LoadedConfiguration loadSettings(String settings) throws ConfigurationException {
    return load(destination(settings));
  }

  static String destination(String settings) {
    return "acs-export.destinations.main {\n  transport = test\n  settings {\n    name = n\n"
        + settings
        + "\n  }\n}\n";
  }

  /** What is wrong with a text, one line each. */
  List<String> problems(String text) {
    return failure(text).problems().stream().map(ConfigurationProblem::toString).toList();
  }

  ConfigurationException failure(String text) {
    ConfigurationException failure =
        catchThrowableOfType(ConfigurationException.class, () -> load(text));
    assertThat(failure).as("the configuration was accepted").isNotNull();
    return failure;
  }
}
