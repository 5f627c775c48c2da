package io.acsexport.testing.road;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Other releases of Java on this machine. */
final class InstalledJava {

  private static final Path SYSTEMS = Path.of("/usr/lib/jvm");

  private InstalledJava() {}

  /** Where that feature release is: what {@code JAVA_HOME_25} says, say, or the system's. */
  static Optional<Path> find(int feature) throws IOException {
    String named = System.getenv("JAVA_HOME_" + feature);
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    if (!Files.isDirectory(SYSTEMS)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(SYSTEMS)) {
      return homes.filter(home -> isOf(feature, home)).findFirst();
    }
  }

  private static boolean isOf(int feature, Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return false;
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(release)) {
      properties.load(in);
    } catch (IOException e) {
      return false; // no Java that could be run
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.equals("" + feature) || version.startsWith(feature + ".");
  }
}
