package io.acsexport.core.plugin;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the classes of a module, built as a folder or as a jar. */
final class SpiClasses {

  private static final String ENDING = ".class";

  private SpiClasses() {}

  /** Their names, those of nested classes included. */
  static List<String> in(Path folderOrJar) throws IOException {
    if (Files.isDirectory(folderOrJar)) {
      return below(folderOrJar);
    }
    try (FileSystem jar = FileSystems.newFileSystem(folderOrJar)) {
      return below(jar.getPath("/"));
    }
  }

  private static List<String> below(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(ENDING) && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ENDING.length()).replace('/', '.'))
          .toList();
    }
  }
}
