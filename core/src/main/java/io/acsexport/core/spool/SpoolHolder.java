package io.acsexport.core.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Tells whether a process has a spool open, without trying its lock: a try, however short, could
 * turn away an exporter that starts at this moment. Linux's list of locks says it; where there is
 * none, nobody is found.
 */
public final class SpoolHolder {

  private static final Path LOCKS = Path.of("/proc/locks");
  private static final int PID_FIELD = 4;
  private static final int FILE_FIELD = 5;

  private SpoolHolder() {}

  /** The process that has the spool in a folder open; empty where none has, as far as is known. */
  public static OptionalLong of(Path directory) {
    try {
      Path lock = new Layout(directory).lock();
      if (!Files.isRegularFile(lock) || !Files.isReadable(LOCKS)) {
        return OptionalLong.empty();
      }
      String inode = ":" + Files.getAttribute(lock, "unix:ino");
      List<String> held = Files.readAllLines(LOCKS, StandardCharsets.ISO_8859_1);
      for (String line : held) {
        // 1: POSIX  ADVISORY  WRITE 1234 08:01:131078 0 EOF
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > FILE_FIELD && fields[FILE_FIELD].endsWith(inode)) {
          return OptionalLong.of(Long.parseLong(fields[PID_FIELD]));
        }
      }
    } catch (IOException | RuntimeException unknown) {
      return OptionalLong.empty(); // then whoever writes finds out by the lock itself
    }
    return OptionalLong.empty();
  }
}
