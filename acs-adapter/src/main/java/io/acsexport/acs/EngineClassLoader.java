package io.acsexport.acs;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Loads the engine from its own jars and the JDK. It sees nothing of the host's class path, where
 * CloudStack keeps older releases of the libraries that the engine uses.
 *
 * <p>All jars are opened at once and stay open, so that a package upgrade under a running server
 * changes nothing for what is first loaded later.
 */
final class EngineClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final Path directory;
  private final List<JarFile> held = new ArrayList<>();

  EngineClassLoader(Path directory, List<Path> jars) throws IOException {
    super("acs-export engine", urls(jars), ClassLoader.getPlatformClassLoader());
    this.directory = directory;
    try {
      for (URL jar : getURLs()) {
        // The JDK serves streams of resource URLs from a cache of its own.
        URL root = new URL("jar:" + jar + "!/");
        held.add(((JarURLConnection) root.openConnection()).getJarFile());
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    // Looking for what is in none of them makes the class path open each.
    findResource("META-INF/absent");
  }

  private static URL[] urls(List<Path> jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }

  @Override
  public void close() throws IOException {
    super.close();
    for (JarFile jar : held) {
      jar.close();
    }
  }

  @Override
  public String toString() {
    return "EngineClassLoader[" + directory + "]";
  }
}
