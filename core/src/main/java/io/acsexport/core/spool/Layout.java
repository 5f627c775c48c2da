package io.acsexport.core.spool;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The names of the files in a spool's directory. */
record Layout(Path directory) {

  private static final Pattern SEGMENT = Pattern.compile("[0-7][0-9a-f]{15}\\.segment");
  private static final String SPARE_PREFIX = "spare-";
  private static final String SEGMENT_SUFFIX = ".segment";
  private static final String CURSOR_SUFFIX = ".cursor";
  private static final int LONGEST_CURSOR_NAME = 200;

  /** Locked while the spool is open. */
  Path lock() {
    return directory.resolve("lock");
  }

  /** Identity of the installation; stays when a spool is set aside. */
  Path installation() {
    return directory.resolve("installation.id");
  }

  /** Identity of this spool. */
  Path spool() {
    return directory.resolve("spool.id");
  }

  /** The starts of this spool, see {@link BootHistory}. */
  Path boots() {
    return directory.resolve("boots");
  }

  /** A file prepared for the next roll; means nothing after a crash. */
  Path spare(int number) {
    return directory.resolve(SPARE_PREFIX + number);
  }

  Path segment(long base) {
    return directory.resolve(String.format("%016x", base) + SEGMENT_SUFFIX);
  }

  OptionalLong baseOf(String name) {
    return SEGMENT.matcher(name).matches()
        ? OptionalLong.of(
            Long.parseUnsignedLong(name.substring(0, name.length() - SEGMENT_SUFFIX.length()), 16))
        : OptionalLong.empty();
  }

  /** Where a cursor lies; its name may hold anything that a file name may not. */
  Path cursor(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    if (name.isEmpty() || encoded.length() > LONGEST_CURSOR_NAME) {
      throw new IllegalArgumentException("No name for a destination: '" + name + "'");
    }
    return directory.resolve(encoded + CURSOR_SUFFIX);
  }

  /** A cursor in the making; means nothing after a crash. */
  Path newCursor(String name) {
    return directory.resolve(cursor(name).getFileName() + ".new");
  }

  Optional<String> cursorOf(String fileName) {
    if (!fileName.endsWith(CURSOR_SUFFIX)) {
      return Optional.empty();
    }
    String encoded = fileName.substring(0, fileName.length() - CURSOR_SUFFIX.length());
    try {
      return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not one of ours
    }
  }

  boolean isLeftover(String fileName) {
    return fileName.startsWith(SPARE_PREFIX) || fileName.endsWith(CURSOR_SUFFIX + ".new");
  }
}
