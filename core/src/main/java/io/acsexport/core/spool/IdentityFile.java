package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An id in a file of one line: the UUID, a blank, and its CRC32C in hexadecimal. */
final class IdentityFile {

  private static final int LONGEST = 64;

  private IdentityFile() {}

  /** The id, or null where the file is not there or damaged. */
  static @Nullable UUID read(Storage storage, Path path) throws IOException {
    byte[] bytes = new byte[LONGEST];
    int length;
    try (StorageFile file = storage.openForReading(path)) {
      length = file.read(0, bytes, 0, LONGEST);
    }
    return parse(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }

  /** The id that a line holds, or null where it is damaged. */
  static @Nullable UUID parse(String line) {
    String[] parts = line.strip().split(" ", 2);
    if (parts.length != 2 || !parts[1].equals(TextChecksum.of(parts[0]))) {
      return null;
    }
    try {
      return UUID.fromString(parts[0]);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Writes the id; the caller makes the name durable. */
  static void write(Storage storage, Path path, UUID id) throws IOException {
    byte[] line = line(id);
    try (StorageFile file = storage.open(path)) {
      file.write(0, line, 0, line.length);
      file.setLength(line.length);
      file.force();
    }
  }

  /** As long for one id as for any other. */
  static byte[] line(UUID id) {
    return (id + " " + TextChecksum.of(id.toString()) + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
