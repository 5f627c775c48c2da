package io.acsexport.cli.host;

import io.acsexport.transport.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found on a machine.
 *
 * @param release of the CloudStack installed there; null where there is none or it does not tell
 * @param notices good things included
 */
public record HostReport(@Nullable String release, List<Notice> notices) {

  /** Copies the list. */
  public HostReport {
    notices = List.copyOf(notices);
  }

  /** Whether nothing is in the way. */
  public boolean ok() {
    return notices.stream().noneMatch(notice -> notice.level() == Notice.Level.ERROR);
  }
}
