package io.acsexport.core.config;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads the small text files that make up a configuration, and remembers which they were. */
final class TextFiles {

  /** More than any configuration, key or certificate chain needs. */
  private static final int MAX_BYTES = 1 << 20;

  /** The file system; tests put another in its place. */
  interface Source {
    /** Reads at most so many bytes from the beginning. */
    byte[] read(Path file, int limit) throws IOException;
  }

  /** A file that could not be read; the message says why, for the operator. */
  static final class UnreadableException extends Exception {
    private final String reason;

    UnreadableException(String reason, IOException cause) {
      super(reason, cause);
      this.reason = reason;
    }

    UnreadableException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** The message, which is never null here. */
    String reason() {
      return reason;
    }
  }

  private final Source source;
  private final Map<Path, FileDigest> seen = new LinkedHashMap<>();
  private final List<Named> named = new ArrayList<>();

  /** A file that the value of a key names. */
  private record Named(String path, Path file) {}

  TextFiles(Source source) {
    this.source = source;
  }

  static byte[] fromDisk(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit);
    }
  }

  /**
   * Notes a file that a transport reads, and, where it is one of properties, those it names.
   *
   * @param path of the key that names it
   */
  void note(String path, Path file) {
    named.add(new Named(path, file));
    if (seen.putIfAbsent(file, FileDigest.of(file)) == null
        && file.toString().endsWith(".properties")) {
      properties(file).forEach((key, value) -> noteIfFile(path, String.valueOf(value)));
    }
  }

  /** Notes what a broker's client will probably read: an absolute path that leads to a file. */
  void noteIfFile(String path, String value) {
    String text = value.strip();
    if (!text.startsWith("/")) {
      return;
    }
    try {
      Path file = Path.of(text).normalize();
      if (Files.isRegularFile(file)) {
        note(path, file);
      }
    } catch (InvalidPathException e) {
      // Then it is none.
    }
  }

  /** Whoever reads it will say what is wrong with it. */
  private Properties properties(Path file) {
    Properties properties = new Properties();
    try {
      properties.load(
          new InputStreamReader(
              new ByteArrayInputStream(source.read(file, MAX_BYTES)), StandardCharsets.ISO_8859_1));
    } catch (IOException | IllegalArgumentException e) {
      properties.clear();
    }
    return properties;
  }

  /** Every file that was read or asked for, and what it held. */
  Map<Path, FileDigest> seen() {
    return Collections.unmodifiableMap(seen);
  }

  /** Those of them that keys below a path name and a transport reads. */
  Map<Path, FileDigest> namedBelow(String path) {
    Map<Path, FileDigest> below = new TreeMap<>();
    for (Named entry : named) {
      if (entry.path().startsWith(path + ".")) {
        below.put(entry.file(), requireNonNull(seen.get(entry.file())));
      }
    }
    return below;
  }

  /** The content of a file in UTF-8. */
  String read(Path file) throws UnreadableException {
    if (Files.isDirectory(file)) {
      seen.put(file, FileDigest.of(file));
      throw new UnreadableException(file + " is a folder, not a file");
    }
    byte[] bytes;
    try {
      bytes = read(file, MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new UnreadableException("there is no file " + file, e);
    } catch (AccessDeniedException e) {
      throw new UnreadableException(denied(file), e);
    } catch (IOException e) {
      throw new UnreadableException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new UnreadableException(file + " is larger than 1 MiB, which cannot be right");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableException(file + " is not a text in UTF-8", e);
    }
  }

  private byte[] read(Path file, int limit) throws IOException {
    try {
      byte[] bytes = source.read(file, limit);
      // Of the bytes at hand, so that a change while they are worked on is seen as one.
      seen.put(file, bytes.length < limit ? FileDigest.of(bytes) : FileDigest.of(file));
      return bytes;
    } catch (IOException e) {
      seen.put(file, FileDigest.unreadable(e));
      throw e;
    }
  }

  private static String denied(Path file) {
    String user = System.getProperty("user.name", "?");
    String refusal = file + " may not be read by the user '" + user + "'";
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return refusal
          + ": it belongs to "
          + attributes.owner().getName()
          + ":"
          + attributes.group().getName()
          + " with mode "
          + PosixFilePermissions.toString(attributes.permissions())
          + "; give that user, or a group of that user, the right to read it";
    } catch (IOException | UnsupportedOperationException unknown) {
      return refusal + "; give that user the right to read it and to enter its folder";
    }
  }
}
