package io.acsexport.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

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
  private final Set<Path> seen = new LinkedHashSet<>();

  TextFiles(Source source) {
    this.source = source;
  }

  static byte[] fromDisk(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit);
    }
  }

  /** Notes a file that others read. */
  void note(Path file) {
    seen.add(file);
  }

  /** Every file that was read or asked for. */
  Set<Path> seen() {
    return Collections.unmodifiableSet(seen);
  }

  /** The content of a file in UTF-8. */
  String read(Path file) throws UnreadableException {
    seen.add(file);
    if (Files.isDirectory(file)) {
      throw new UnreadableException(file + " is a folder, not a file");
    }
    byte[] bytes;
    try {
      bytes = source.read(file, MAX_BYTES + 1);
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
