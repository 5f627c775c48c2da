package io.acsexport.core.spool;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which starts were this spool's own. A copy of the spool, on a cloned machine or put
 * back from a backup, uses the same numbers over again: sequences alone do not tell whose they are.
 *
 * <p>One file of {@link #KEPT} lines, each with its checksum; a start writes the line that its
 * incarnation comes to, in place, so that the file never grows.
 */
final class BootHistory {

  private static final Logger log = LoggerFactory.getLogger(BootHistory.class);

  /** A start that is forgotten costs repeats at most, where a crash came before its cursor. */
  private static final int KEPT = 64;

  private BootHistory() {}

  /**
   * Adds this start, durably.
   *
   * @return it and those before it, as far as remembered
   */
  static Set<UUID> record(Storage storage, Layout layout, long incarnation, UUID boot) {
    Set<UUID> boots = new HashSet<>();
    boots.add(boot);
    byte[] line = IdentityFile.line(boot);
    try (StorageFile file = storage.open(layout.boots())) {
      boolean isNew = file.length() == 0;
      boots.addAll(read(file, line.length));
      file.write(incarnation % KEPT * line.length, line, 0, line.length);
      file.force();
      if (isNew) {
        storage.syncDirectory(layout.directory());
      }
    } catch (IOException e) {
      log.warn(
          "Cannot note this start in {}: an exactly-once destination may repeat what it sends now"
              + " if the process is killed",
          layout.boots(),
          e);
    }
    return Set.copyOf(boots);
  }

  private static Set<UUID> read(StorageFile file, int lineLength) throws IOException {
    byte[] bytes = new byte[KEPT * lineLength];
    int length = file.read(0, bytes, 0, bytes.length);
    Set<UUID> boots = new HashSet<>();
    for (int at = 0; at + lineLength <= length; at += lineLength) {
      UUID boot =
          IdentityFile.parse(
              new String(
                  Arrays.copyOfRange(bytes, at, at + lineLength), StandardCharsets.ISO_8859_1));
      if (boot != null) {
        boots.add(boot);
      }
    }
    return boots;
  }
}
