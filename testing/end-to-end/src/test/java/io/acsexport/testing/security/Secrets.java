package io.acsexport.testing.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Secrets that are found again wherever they turn up. Not thread-safe. */
final class Secrets {

  /** What all of them hold; only letters and digits, so that no encoding of texts hides it. */
  private static final String MARK = "Zx7Leaked";

  private final List<String> places = new ArrayList<>();

  /**
   * Makes one.
   *
   * @param place where it is put, for the message of a failure
   */
  String mark(String place) {
    places.add(place);
    return MARK + (places.size() - 1) + "x";
  }

  /** Whether there is any in this text. */
  static boolean isIn(String text) {
    return text.contains(MARK);
  }

  /** From where the secrets come that are in this text. */
  Set<String> foundIn(String text) {
    Set<String> found = new TreeSet<>();
    for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
      int end = text.indexOf('x', at + MARK.length());
      String number = end < 0 ? "" : text.substring(at + MARK.length(), end);
      found.add(
          number.matches("\\d{1,6}") && Integer.parseInt(number) < places.size()
              ? places.get(Integer.parseInt(number))
              : "part of a secret");
    }
    return found;
  }

  /** The same for every file below a folder, by file; those without any are left out. */
  Map<Path, Set<String>> foundBelow(Path folder) throws IOException {
    Map<Path, Set<String>> found = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        // Every byte is a character there, so that binary files are searched as well.
        Set<String> here = foundIn(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!here.isEmpty()) {
          found.put(folder.relativize(file), here);
        }
      }
    }
    return found;
  }
}
