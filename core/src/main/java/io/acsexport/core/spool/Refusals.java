package io.acsexport.core.spool;

import io.acsexport.core.spool.RefusedException.Reason;
import java.io.IOException;

/** Makes the exceptions of one spool's refused appends, and counts them. Thread-safe. */
final class Refusals {

  private final Layout layout;
  private final int maxRecordSize;
  private final Counters counters;

  Refusals(Layout layout, int maxRecordSize, Counters counters) {
    this.layout = layout;
    this.maxRecordSize = maxRecordSize;
    this.counters = counters;
  }

  RefusedException tooLarge(int length) {
    return counters.refuse(
        Reason.TOO_LARGE,
        "Record of "
            + length
            + " bytes refused: the spool takes up to "
            + maxRecordSize
            + " (spool.max-event-size)",
        null);
  }

  RefusedException closed() {
    return counters.refuse(Reason.CLOSED, "Spool " + layout.directory() + " is closed", null);
  }

  RefusedException obstructed(Obstacle obstacle) {
    return counters.refuse(obstacle.reason(), obstacle.message(), obstacle.cause());
  }

  RefusedException stalled(String what) {
    return counters.refuse(
        Reason.STALLED,
        "The disk under spool " + layout.directory() + " does not answer in time: " + what,
        null);
  }

  RefusedException failed(IOException e) {
    return counters.refuse(
        DiskFull.is(e) ? Reason.NO_SPACE : Reason.IO_ERROR,
        "Cannot write to spool " + layout.directory() + ": " + e.getMessage(),
        e);
  }
}
