package io.acsexport.core.plugin;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads one plugin from its own jars. What the plugin sees beside them is the JDK and the shared
 * packages, never another class of the engine or of the host.
 *
 * <p>Shared classes come from the host alone, all others never from it. An allow-list of two
 * entries, rather than child-first loading with exceptions, so that what a plugin sees does not
 * depend on what the host happens to carry. Resources follow the same rule.
 *
 * <p>All jars are opened when the loader is made and stay open until it is closed: a package
 * upgrade that replaces or removes the files under a running server changes nothing for classes and
 * resources that are first asked for later.
 */
final class PluginClassLoader extends URLClassLoader {

  private static final String SPI_PACKAGE = "io.acsexport.transport";
  private static final String LOGGING_PACKAGE = "org.slf4j";

  static {
    registerAsParallelCapable();
  }

  private final String plugin;
  private final ClassLoader host;
  private final List<JarFile> held = new ArrayList<>();
  private volatile @Nullable String fault;

  /**
   * Opens the jars.
   *
   * @param plugin names the plugin in {@link #toString}
   * @param jars in class-path order
   * @param host where shared classes come from
   * @throws IOException when a jar cannot be read; names it
   */
  PluginClassLoader(String plugin, List<Path> jars, ClassLoader host) throws IOException {
    super("plugin " + plugin, urls(jars), ClassLoader.getPlatformClassLoader());
    this.plugin = plugin;
    this.host = host;
    try {
      for (Path jar : jars) {
        hold(jar);
      }
    } catch (IOException e) {
      releaseHeld();
      super.close();
      throw e;
    }
    // Looking for what is in none of them makes the class path open each.
    findResource("META-INF/absent");
  }

  /** Remembers that a class can be used no more, and why. */
  void hasFault(String description) {
    fault = description;
  }

  /** Which class that is, and why; null where none is known of. */
  @Nullable String fault() {
    return fault;
  }

  private static URL[] urls(List<Path> jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /** Opens the jar in the JDK's cache too, from which streams of resource URLs are served. */
  private void hold(Path jar) throws IOException {
    URL root = URI.create("jar:" + jar.toUri() + "!/").toURL();
    try {
      held.add(((JarURLConnection) root.openConnection()).getJarFile());
    } catch (IOException e) {
      throw new IOException("cannot read " + jar.getFileName() + ": " + e.getMessage(), e);
    }
  }

  /** The jar of the plugin's own that holds a copy of the contract, or null where none does. */
  @Nullable String jarWithContract() {
    URL copy = findResource(SPI_PACKAGE.replace('.', '/') + "/TransportProvider.class");
    if (copy == null) {
      return null;
    }
    String jar = copy.getPath().substring(0, copy.getPath().indexOf("!/"));
    return jar.substring(jar.lastIndexOf('/') + 1);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return isShared(name, '.') ? host.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    return isShared(name, '/') ? host.getResource(name) : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (isShared(name, '/')) {
      URL resource = host.getResource(name);
      return Collections.enumeration(resource == null ? List.of() : List.of(resource));
    }
    return super.getResources(name);
  }

  /** Of the SPI this package alone: a test kit below it would belong to the plugin. */
  private static boolean isShared(String name, char separator) {
    int end = name.lastIndexOf(separator);
    if (end < 0) {
      return false;
    }
    String packageName = name.substring(0, end).replace(separator, '.');
    return packageName.equals(SPI_PACKAGE)
        || packageName.equals(LOGGING_PACKAGE)
        || packageName.startsWith(LOGGING_PACKAGE + ".");
  }

  /**
   * Ends the plugin: nothing more is loaded, and the JVM holds on to nothing of it.
   *
   * @throws IOException when a jar cannot be closed
   */
  @Override
  public void close() throws IOException {
    withdrawProviders();
    try {
      super.close();
    } finally {
      releaseHeld();
    }
  }

  /** Kafka's log-in modules, for one, enter security providers for the whole JVM. */
  private void withdrawProviders() {
    for (Provider provider : Security.getProviders()) {
      if (provider.getClass().getClassLoader() == this) {
        Security.removeProvider(provider.getName());
      }
    }
  }

  private void releaseHeld() throws IOException {
    for (JarFile jar : held) {
      jar.close();
    }
  }

  @Override
  public String toString() {
    return "PluginClassLoader[" + plugin + "]";
  }
}
