package io.acsexport.core.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import io.acsexport.core.config.WrittenKey.Form;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files a configuration is made of. Each is known to HOCON by a mark with its number, so that
 * whatever text HOCON makes of an origin, the file and line are found in it again.
 */
final class Sources {

  static final String ENVIRONMENT = "environment variable ";

  private static final Pattern ORIGIN = Pattern.compile("@(\\d+)@: (\\d+)");
  private static final Pattern VARIABLE = Pattern.compile(ENVIRONMENT + "[^\\s,:]+");

  /** A file and its keys, with their paths from the root of the main file. */
  private record Source(Path path, List<WrittenKey> keys) {}

  private final Path main;
  private final List<Source> sources = new ArrayList<>();

  Sources(Path main) {
    this.main = main;
  }

  /** Adds a file and returns the mark under which HOCON is to know it. */
  String add(Path file, List<WrittenKey> keys) {
    sources.add(new Source(file, keys));
    return mark(sources.size() - 1);
  }

  /** How many files there are so far. */
  int size() {
    return sources.size();
  }

  /** The mark of the file with this number. */
  static String mark(int file) {
    return "@" + file + "@";
  }

  /** The folder at which relative paths start. */
  Path folder() {
    Path parent = main.toAbsolutePath().getParent();
    return parent == null ? main.toAbsolutePath() : parent;
  }

  /** The file and line of an origin, or null where it is none of our files. */
  static @Nullable Position positionOf(@Nullable ConfigOrigin origin) {
    if (origin == null) {
      return null;
    }
    Matcher matcher = ORIGIN.matcher(origin.description());
    return matcher.find()
        ? new Position(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : null;
  }

  /**
   * Where a key was written. A value that came from the environment has no line of its own: then
   * the line that asked for it.
   */
  @Nullable Position positionOf(ConfigValue value, String path) {
    Position position = positionOf(value.origin());
    return position == null ? written(path) : position;
  }

  /** Where a value comes from, for people: {@code acs-export.conf:12}. */
  String origin(ConfigValue value, String path) {
    Matcher variable = VARIABLE.matcher(value.origin().description());
    if (variable.find()) {
      return variable.group();
    }
    Position position = positionOf(value, path);
    return position == null ? value.origin().description() : describe(position);
  }

  /** A position as {@code acs-export.conf:12}; files elsewhere with their whole path. */
  String describe(Position position) {
    Path file = position.file() < sources.size() ? sources.get(position.file()).path() : main;
    Path absolute = file.toAbsolutePath();
    Path shown = absolute.startsWith(folder()) ? folder().relativize(absolute) : file;
    return position.line() > 0 ? shown + ":" + position.line() : shown.toString();
  }

  /** The last statement of a key, in the main file if it is there. */
  private @Nullable Position written(String path) {
    for (int file = 0; file < sources.size(); file++) {
      List<WrittenKey> keys = sources.get(file).keys();
      for (int i = keys.size() - 1; i >= 0; i--) {
        if (keys.get(i).path().equals(path)) {
          return new Position(file, keys.get(i).line());
        }
      }
    }
    return null;
  }

  /** The variable that a key would take its value from, were it set; null where there is none. */
  @Nullable String variableOf(String path) {
    for (Source source : sources) {
      for (WrittenKey key : source.keys()) {
        if (key.variable() != null && key.path().equals(path)) {
          return key.variable();
        }
      }
    }
    return null;
  }

  /** Whether a value called {@code file} was written as {@code { file = … }}. */
  boolean isFileReference(ConfigValue value, String path) {
    Position position = positionOf(value, path);
    if (position == null) {
      return false;
    }
    return sources.get(position.file()).keys().stream()
        .filter(WrittenKey::isFileReference)
        .anyMatch(key -> key.valueLine() == position.line() || key.line() == position.line());
  }

  /**
   * Reports values that HOCON drops because a longer key begins with theirs. Where the two stand in
   * different files a block may be meant to take the place of an included value.
   */
  void reportDropped(Problems problems) {
    for (int file = 0; file < sources.size(); file++) {
      for (WrittenKey key : sources.get(file).keys()) {
        if (key.form() == Form.LITERAL) {
          reportDropped(key, file, problems);
        }
      }
    }
  }

  private void reportDropped(WrittenKey key, int file, Problems problems) {
    for (int other = 0; other < sources.size(); other++) {
      for (WrittenKey below : sources.get(other).keys()) {
        if (below.form() == Form.LITERAL
            && (other == file ? below.isBelow(key) : below.reachesBelow(key))) {
          String place =
              other == file ? "line " + below.line() : describe(new Position(other, below.line()));
          problems.add(new Position(file, key.line()), key.path(), conflict(key, below, place));
          return;
        }
      }
    }
  }

  private static String conflict(WrittenKey key, WrittenKey below, String place) {
    return "has a value here, and "
        + place
        + " sets '"
        + below.pathBeside(key)
        + "' below it; HOCON would drop one of the two. Remove one, or, where both are keys of the"
        + " broker's client, put the longer one in quotes beside this one: \""
        + below.pathBeside(key)
        + "\" = …";
  }
}
