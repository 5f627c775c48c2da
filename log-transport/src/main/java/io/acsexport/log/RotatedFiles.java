package io.acsexport.log;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that were full and renamed: {@code events.jsonl.000001}, {@code .000002} and so on, the
 * highest number the newest. A file is renamed once and keeps its name, so that whoever reads it is
 * not disturbed.
 */
final class RotatedFiles {

  private static final Pattern NUMBER = Pattern.compile("\\.([0-9]{6,9})");

  private RotatedFiles() {}

  /** Those beside a file, oldest first. */
  static List<Path> of(Path file) throws IOException {
    List<Numbered> found = new ArrayList<>();
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(folder(file))) {
      for (Path path : folder) {
        int number = number(file, path);
        if (number > 0) {
          found.add(new Numbered(number, path));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(Comparator.comparingInt(Numbered::number));
    return found.stream().map(Numbered::path).toList();
  }

  /** Deletes the oldest until at most so many are left. Returns those deleted. */
  static List<Path> prune(Path file, int keep) throws IOException {
    List<Path> all = of(file);
    List<Path> oldest = all.subList(0, Math.max(0, all.size() - keep));
    for (Path path : oldest) {
      Files.deleteIfExists(path);
    }
    return oldest;
  }

  /** The name for the next one. */
  static Path next(Path file) throws IOException {
    List<Path> all = of(file);
    int last = all.isEmpty() ? 0 : number(file, all.get(all.size() - 1));
    return file.resolveSibling(String.format(Locale.ROOT, "%s.%06d", file.getFileName(), last + 1));
  }

  /** The folder that a file lies in. */
  static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? file.getFileSystem().getPath(".") : parent;
  }

  private static int number(Path file, Path candidate) {
    String name = String.valueOf(candidate.getFileName());
    String own = String.valueOf(file.getFileName());
    if (!name.startsWith(own)) {
      return 0;
    }
    Matcher matcher = NUMBER.matcher(name.substring(own.length()));
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private record Numbered(int number, Path path) {}
}
