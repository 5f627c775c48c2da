package io.acsexport.core.plugin;

import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes once through a directory of plugins; whatever one of them does, it goes on to the next. */
@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
final class PluginScanner {

  private static final Logger LOG = LoggerFactory.getLogger(PluginScanner.class);

  private static final String SERVICES_FILE =
      "META-INF/services/" + TransportProvider.class.getName();
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  /** More than a plugin can sensibly have: a service iterator might fail again and again. */
  private static final int MAX_PROVIDERS = 100;

  private final ClassLoader host = PluginScanner.class.getClassLoader();

  final SortedMap<String, TransportProvider> providers = new TreeMap<>();
  final List<InstalledTransport> installed = new ArrayList<>();
  final List<PluginProblem> problems = new ArrayList<>();
  final List<PluginClassLoader> loaders = new ArrayList<>();

  void scan(Path directory) {
    if (!Files.isDirectory(directory)) {
      problem(
          directory, "is not a directory", "install a transport, or correct the home directory");
      return;
    }
    try {
      for (Path entry : list(directory, "*")) {
        if (Files.isDirectory(entry)) {
          load(entry);
        } else {
          problem(entry, "is not a directory", "put each transport into a directory of its own");
        }
      }
    } catch (IOException e) {
      unreadable(directory, e);
    }
  }

  private void load(Path directory) {
    PluginClassLoader loader;
    try {
      List<Path> jars = new ArrayList<>(list(directory, "*.jar"));
      Path extensions = directory.resolve("ext");
      if (Files.isDirectory(extensions)) {
        jars.addAll(list(extensions, "*.jar"));
      }
      if (jars.isEmpty()) {
        problem(directory, "holds no jar", "install the transport's jars there, or remove it");
        return;
      }
      loader = new PluginClassLoader(String.valueOf(directory.getFileName()), jars, host);
    } catch (IOException e) {
      unreadable(directory, e);
      return;
    }
    int before = installed.size();
    try (ContextLoader context = ContextLoader.enter(loader)) {
      discover(directory, loader);
    }
    if (installed.size() > before) {
      loaders.add(loader);
    } else {
      discard(directory, loader);
    }
  }

  private void discover(Path directory, PluginClassLoader loader) {
    if (loader.findResource(SERVICES_FILE) == null) {
      problem(
          directory,
          "no jar has a file " + SERVICES_FILE,
          "install all jars of the transport; its author names the provider class in that file");
      return;
    }
    Iterator<TransportProvider> found =
        ServiceLoader.load(TransportProvider.class, loader).iterator();
    for (int i = 0; i < MAX_PROVIDERS; i++) {
      try {
        if (!found.hasNext()) {
          return;
        }
        register(directory, new IsolatedProvider(found.next(), loader));
      } catch (Throwable e) {
        // Whatever foreign code throws, linkage errors above all, concerns this plugin alone.
        LOG.debug("Transport in {} failed to load", directory, e);
        problem(directory, reason(e), action(e));
      }
    }
  }

  private void register(Path directory, TransportProvider provider) {
    int spiVersion = provider.spiVersion();
    if (spiVersion != TransportProvider.SPI_VERSION) {
      problem(
          directory,
          "was built for version "
              + spiVersion
              + " of the transport contract, and this engine speaks version "
              + TransportProvider.SPI_VERSION,
          "install the release of the transport that fits this engine");
      return;
    }
    String name = provider.name();
    if (name == null || !NAME.matcher(name).matches()) {
      problem(
          directory,
          "calls itself '" + name + "', which is not a transport's name",
          "its author chooses one of lower-case letters, digits and hyphens");
      return;
    }
    String version = provider.version();
    Objects.requireNonNull(provider.settings(), "settings() is null");
    for (InstalledTransport other : installed) {
      if (other.name().equals(name)) {
        problem(
            directory,
            "is a second transport named '" + name + "', beside " + other.location(),
            "remove one of the two; the latter is in use");
        return;
      }
    }
    providers.put(name, provider);
    installed.add(new InstalledTransport(name, version == null ? "unknown" : version, directory));
  }

  /** Entries in alphabetical order, hidden ones left out. */
  private static List<Path> list(Path directory, String glob) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
      for (Path entry : stream) {
        if (!entry.getFileName().toString().startsWith(".")) {
          entries.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(entries);
    return entries;
  }

  private void unreadable(Path directory, IOException e) {
    LOG.debug("Cannot read {}", directory, e);
    problem(
        directory,
        "cannot be read: " + e.getMessage(),
        "give the user the engine runs as permission to read it, or install the package again");
  }

  private void discard(Path directory, PluginClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      LOG.debug("Cannot close the jars of {}", directory, e);
    }
  }

  private void problem(Path location, String reason, String action) {
    problems.add(new PluginProblem(location, reason, action));
  }

  private static String reason(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    if (!(failure instanceof ServiceConfigurationError)) {
      return "fails with " + failure.getClass().getName() + ": " + text;
    }
    // The service loader begins its messages with the name of the service.
    text = text.substring(text.indexOf(": ") + 2);
    return failure.getCause() == null ? text : text + ": " + failure.getCause();
  }

  private static String action(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    boolean incomplete = failure instanceof ServiceConfigurationError && cause == failure;
    return incomplete || cause instanceof LinkageError
        ? "install all jars of the transport, in the release that fits this engine"
        : "ask the author of the transport, or remove the directory";
  }
}
