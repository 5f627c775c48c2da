package io.acsexport.core.engine;

import io.acsexport.core.spool.SpoolOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which destinations the operator paused: one small file for each, beside the spool's own, so that
 * a pause outlasts a restart. Whoever changes them holds the spool.
 *
 * @param directory where the files are
 */
public record PausedDestinations(Path directory) {

  private static final int LONGEST = 64;

  /** Those of a spool. */
  public static PausedDestinations of(SpoolOptions options) {
    return new PausedDestinations(options.directory().resolve("paused"));
  }

  /** Since when a destination is paused, to the second, or null where it is not. */
  public @Nullable Instant since(String destination) throws IOException {
    Path file = directory.resolve(destination);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    ByteBuffer text = ByteBuffer.allocate(LONGEST);
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      int unused = in.read(text);
    }
    try {
      return Instant.parse(
              new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip())
          .truncatedTo(ChronoUnit.SECONDS);
    } catch (DateTimeParseException damaged) {
      // That it is paused is said by the file; what is in it only says since when.
      return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /** Remembers a pause; durable when it returns. The time of an earlier one stays. */
  void pause(String destination, Instant now) throws IOException {
    if (since(destination) != null) {
      return;
    }
    Files.createDirectories(directory, mode("rwx------"));
    try (FileChannel out =
        FileChannel.open(
            directory.resolve(destination),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            mode("rw-------"))) {
      int unused = out.write(StandardCharsets.US_ASCII.encode(now + "\n"));
      out.force(true);
    }
    sync();
  }

  /** Forgets a pause, if there is one. */
  void resume(String destination) throws IOException {
    if (Files.deleteIfExists(directory.resolve(destination))) {
      sync();
    }
  }

  private void sync() throws IOException {
    try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}
