package io.acsexport.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a file held at some moment, as far as needed to tell whether it changed. Two are equal where
 * nothing changed. It may be that of a secret, so it does not print.
 */
public final class FileDigest {

  /** Of larger files, which no text or key is, size and time have to do. */
  private static final int MOST_READ = 1 << 20;

  /** The most entries of a folder that are looked at. */
  private static final int MOST_ENTRIES = 1_000;

  private final String value;

  private FileDigest(String value) {
    this.value = value;
  }

  /** Of a content. */
  static FileDigest of(byte[] content) {
    return new FileDigest(HexFormat.of().formatHex(sha256().digest(content)));
  }

  /**
   * Of what a path leads to now, symbolic links followed: a content, the names, sizes and times in
   * a folder, or why there is neither. Reads at most 1 MiB.
   */
  public static FileDigest of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return of(String.join("\n", entries(file)).getBytes(StandardCharsets.UTF_8));
      }
      // What is no file, a pipe say, might never come to an end.
      if (!attributes.isRegularFile() || attributes.size() > MOST_READ) {
        return new FileDigest(stamp(attributes));
      }
      try (InputStream in = Files.newInputStream(file)) {
        return of(in.readNBytes(MOST_READ));
      }
    } catch (IOException e) {
      return unreadable(e);
    }
  }

  /** Of what cannot be read: as long as that is for the same reason, nothing changed. */
  static FileDigest unreadable(IOException reason) {
    return new FileDigest(
        reason instanceof NoSuchFileException
            ? "absent"
            : reason instanceof AccessDeniedException ? "denied" : "unreadable");
  }

  private static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.limit(MOST_ENTRIES).map(FileDigest::entry).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String entry(Path file) {
    try {
      return file.getFileName() + stamp(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException e) {
      return file.getFileName() + unreadable(e).value;
    }
  }

  private static String stamp(BasicFileAttributes attributes) {
    return "|"
        + attributes.size()
        + "|"
        + attributes.lastModifiedTime()
        + "|"
        + attributes.fileKey();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileDigest digest && digest.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "FileDigest";
  }
}
