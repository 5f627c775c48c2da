package io.acsexport.core.plugin;

import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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
  final List<Plugin> plugins = new ArrayList<>();

  void scan(Path directory) {
    List<Path> entries;
    try {
      entries = list(directory, "*");
    } catch (NotDirectoryException | NoSuchFileException e) {
      problems.add(
          new PluginProblem(
              directory,
              e instanceof NoSuchFileException ? "does not exist" : "is not a directory",
              "install a transport, or correct the home directory"));
      return;
    } catch (IOException e) {
      unreadable(directory, e);
      return;
    }
    for (Path entry : entries) {
      try {
        load(entry);
      } catch (IOException e) {
        unreadable(entry, e);
      }
    }
  }

  private void load(Path directory) throws IOException {
    if (installed.stream().anyMatch(plugin -> directory.equals(plugin.location()))) {
      return;
    }
    List<Path> jars = new ArrayList<>(list(directory, "*.jar"));
    jars.addAll(extensions(directory.resolve("ext")));
    if (jars.isEmpty()) {
      problem(directory, "holds no jar", "install the transport's jars there, or remove it");
      return;
    }
    Plugin plugin = Plugin.open(directory, jars, host, System::nanoTime);
    int before = installed.size();
    try (ContextLoader context = ContextLoader.enter(plugin.loader())) {
      discover(directory, plugin);
    }
    if (installed.size() > before) {
      plugins.add(plugin);
    } else {
      discard(directory, plugin);
    }
  }

  /** Jars of the operator's own, such as log-in handlers; most transports have none. */
  private List<Path> extensions(Path directory) throws IOException {
    try {
      return list(directory, "*.jar");
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NotDirectoryException e) {
      problem(directory, "is not a directory", "make it one that holds jars, or remove it");
      return List.of();
    }
  }

  private void discover(Path directory, Plugin plugin) {
    PluginClassLoader loader = plugin.loader();
    if (loader.findResource(SERVICES_FILE) == null) {
      problem(
          directory,
          "no jar has a file " + SERVICES_FILE,
          "install all jars of the transport; its author names the provider class in that file");
      return;
    }
    String copy = loader.jarWithContract();
    if (copy != null) {
      problem(
          directory,
          "has a copy of the transport contract inside, in " + copy,
          "its author leaves acs-export-transport-spi out of the jars: scope 'provided' in Maven");
      return;
    }
    Iterator<TransportProvider> found =
        ServiceLoader.load(TransportProvider.class, loader).iterator();
    for (int i = 0; i < MAX_PROVIDERS; i++) {
      try {
        if (!found.hasNext()) {
          return;
        }
        register(directory, new IsolatedProvider(found.next(), loader, plugin::take));
      } catch (Throwable e) {
        // Whatever foreign code throws, linkage errors above all, concerns this plugin alone.
        LOG.debug("Transport in {} failed to load", directory, e);
        problems.add(PluginFault.thrown(directory, e));
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

  private void unreadable(Path location, IOException e) {
    LOG.debug("Cannot read {}", location, e);
    problems.add(PluginFault.unreadable(location, e));
  }

  private void discard(Path directory, Plugin plugin) {
    try {
      plugin.close();
    } catch (IOException e) {
      LOG.debug("Cannot close the jars of {}", directory, e);
    }
  }

  private void problem(Path location, String reason, String action) {
    problems.add(new PluginProblem(location, reason, action));
  }
}
