package io.acsexport.testing.road;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The libraries that CloudStack ships, as the build collected them, and what is put beside them.
 */
final class HostLibraries {

  static final Path FOLDER =
      Path.of(Objects.requireNonNull(System.getProperty("acs-export.test.host-lib"), "no folder"));

  private HostLibraries() {}

  /** All jars. */
  static List<Path> all() throws IOException {
    try (Stream<Path> jars = Files.list(FOLDER)) {
      List<Path> found = jars.sorted().toList();
      if (found.size() != 15) {
        throw new IOException("CloudStack's libraries are not complete: " + found);
      }
      return found;
    }
  }

  /** The jar or folder that a class of this build came from. */
  static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String classPath(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
