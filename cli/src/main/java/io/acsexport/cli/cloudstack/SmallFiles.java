package io.acsexport.cli.cloudstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that are small unless something is wrong with them. */
public final class SmallFiles {

  private static final int MAX_BYTES = 1 << 20;

  private SmallFiles() {}

  /**
   * The whole file.
   *
   * @throws UnreadableFileException when it is not there, may not be read, or exceeds 1 MiB
   */
  public static byte[] read(Path file) throws UnreadableFileException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new UnreadableFileException("there is no file " + file, e);
    } catch (AccessDeniedException e) {
      throw new UnreadableFileException(
          file + " may not be read by the user '" + System.getProperty("user.name", "?") + "'", e);
    } catch (IOException e) {
      throw new UnreadableFileException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new UnreadableFileException(
          file + " is larger than 1 MiB, which cannot be right", null);
    }
    return bytes;
  }
}
