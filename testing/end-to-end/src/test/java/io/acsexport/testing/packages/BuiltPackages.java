package io.acsexport.testing.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The packages that the build made. */
final class BuiltPackages {

  /** Their names, in the order in which they can be installed. */
  static final List<String> NAMES =
      List.of("acs-export", "acs-export-kafka", "acs-export-rabbitmq");

  /** The folder they are in; the build names it to the tests. */
  static final Path FOLDER =
      Path.of(
              Objects.requireNonNull(
                  System.getProperty("acs-export.test.packages"), "no packages given"))
          .normalize();

  private BuiltPackages() {}

  static Path deb(String name) throws IOException {
    return only(name + "_*.deb");
  }

  static Path rpm(String name) throws IOException {
    return only(name + "-[0-9]*.rpm");
  }

  private static Path only(String glob) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> found =
          files
              .filter(
                  file ->
                      FOLDER
                          .getFileSystem()
                          .getPathMatcher("glob:" + glob)
                          .matches(file.getFileName()))
              .toList();
      if (found.size() != 1) {
        throw new IOException("one " + glob + " was expected in " + FOLDER + ", not " + found);
      }
      return found.get(0);
    }
  }
}
