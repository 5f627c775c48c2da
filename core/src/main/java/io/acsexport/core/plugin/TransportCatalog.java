package io.acsexport.core.plugin;

import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The transports that configuration can name. Immutable once made and thread-safe; closed when
 * nothing made from its providers is in use any more.
 */
public final class TransportCatalog implements AutoCloseable {

  private final @Nullable Path directory;
  private final SortedMap<String, TransportProvider> providers;
  private final List<InstalledTransport> installed;
  private final List<PluginProblem> problems;
  private final List<Plugin> plugins;

  private TransportCatalog(
      @Nullable Path directory,
      SortedMap<String, TransportProvider> providers,
      List<InstalledTransport> installed,
      List<PluginProblem> problems,
      List<Plugin> plugins) {
    this.directory = directory;
    this.providers = Collections.unmodifiableSortedMap(providers);
    this.installed = List.copyOf(installed);
    this.problems = List.copyOf(problems);
    this.plugins = List.copyOf(plugins);
  }

  /**
   * Loads every sub-directory as one plugin: its jars and those in its {@code ext} directory. What
   * cannot be loaded is among the {@linkplain #problems() problems}; the others load all the same.
   * Of two transports with one name the one whose directory comes first in the alphabet is kept.
   */
  public static TransportCatalog load(Path transportsDirectory) {
    PluginScanner scanner = new PluginScanner();
    scanner.scan(transportsDirectory);
    return new TransportCatalog(
        transportsDirectory,
        scanner.providers,
        scanner.installed,
        scanner.problems,
        scanner.plugins);
  }

  /**
   * With the plugins that were installed since, and those that could not be loaded before. What is
   * loaded stays as it is, whatever became of its directory. The new catalog takes the place of
   * this one, which must not be closed any more.
   */
  public TransportCatalog rescanned() {
    if (directory == null) {
      return this;
    }
    PluginScanner scanner = new PluginScanner();
    scanner.providers.putAll(providers);
    scanner.installed.addAll(installed);
    scanner.plugins.addAll(plugins);
    scanner.scan(directory);
    return new TransportCatalog(
        directory, scanner.providers, scanner.installed, scanner.problems, scanner.plugins);
  }

  /**
   * Of providers that are on the class path already and need no loader, for tests and tools.
   *
   * @throws IllegalArgumentException when two have one name
   */
  public static TransportCatalog of(TransportProvider... providers) {
    SortedMap<String, TransportProvider> byName = new TreeMap<>();
    List<InstalledTransport> installed = new ArrayList<>();
    for (TransportProvider provider : providers) {
      String name = provider.name();
      if (byName.putIfAbsent(name, provider) != null) {
        throw new IllegalArgumentException("two transports are named '" + name + "'");
      }
      installed.add(new InstalledTransport(name, provider.version(), null));
    }
    return new TransportCatalog(null, byName, installed, List.of(), List.of());
  }

  /** Where transports are installed, or null where they were handed over rather than found. */
  public @Nullable Path directory() {
    return directory;
  }

  /** The transport of that name. */
  public Optional<TransportProvider> find(String name) {
    return Optional.ofNullable(providers.get(name));
  }

  /** The names of all transports that can be used, in alphabetical order. */
  public Set<String> names() {
    return providers.keySet();
  }

  /** All transports that can be used, in the order of their directories. */
  public List<InstalledTransport> installed() {
    return installed;
  }

  /** What could not be loaded, and why. */
  public List<PluginProblem> problems() {
    return problems;
  }

  /**
   * Closes the loaders. No class of a transport can be loaded afterwards.
   *
   * @throws UncheckedIOException when a jar could not be closed; the others are
   */
  @Override
  public void close() {
    IOException failure = null;
    for (Plugin plugin : plugins) {
      try {
        plugin.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw new UncheckedIOException("cannot close the transports' jars", failure);
    }
  }
}
