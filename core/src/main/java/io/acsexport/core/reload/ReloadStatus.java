package io.acsexport.core.reload;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the exporter stands to its configuration file.
 *
 * @param applied when what is in force now was last taken from the file, or from the last good
 *     copy; null where nothing is
 * @param lastGood whether the last good copy is in force because the file could not be used at the
 *     start
 * @param error why the present file is not in force, on one line and without any secret; null where
 *     it is
 * @param errorAt when that was found; null where there is no error
 * @param restart keys whose new values need a restart of the host; empty where none is due
 * @param waiting destinations whose change waits for a transport that does not let go
 */
public record ReloadStatus(
    @Nullable Instant applied,
    boolean lastGood,
    @Nullable String error,
    @Nullable Instant errorAt,
    List<String> restart,
    List<String> waiting) {

  /** Copies the lists. */
  public ReloadStatus {
    restart = List.copyOf(restart);
    waiting = List.copyOf(waiting);
  }

  /** Before the file was looked at. */
  static ReloadStatus none() {
    return new ReloadStatus(null, false, null, null, List.of(), List.of());
  }

  /** Whether a restart of the host is due for the whole file to be in force. */
  public boolean restartDue() {
    return !restart.isEmpty();
  }

  ReloadStatus failed(String reason, Instant now) {
    return new ReloadStatus(applied, lastGood, reason, now, restart, waiting);
  }
}
