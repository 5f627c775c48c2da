package io.acsexport.testing.bench;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a contender in a class loader of its own, as the exporter runs its transports: only then
 * does the lz4 library, like there, take its Java form and not the native one.
 */
final class IsolatedMain {

  private IsolatedMain() {}

  /** Called with the arguments of {@link ContenderMain}. */
  public static void main(String[] args) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.endsWith("*")) {
        try (Stream<Path> jars = Files.list(Path.of(entry).getParent())) {
          for (Path jar : jars.toList()) {
            urls.add(jar.toUri().toURL());
          }
        }
      } else {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    var loader =
        new URLClassLoader(
            "contender", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    var main =
        loader.loadClass(ContenderMain.class.getName()).getDeclaredMethod("main", String[].class);
    main.setAccessible(true);
    main.invoke(null, (Object) args);
  }
}
