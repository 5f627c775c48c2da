package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolReader;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import java.io.IOException;

/**
 * Reads ahead from the spool into the window: what is there, up to one batch, and never waits for
 * more. So batches are small when little happens and grow while others are under way. Delivery
 * thread only.
 */
final class Intake {

  /** Why it stopped reading. */
  enum End {
    /** There is nothing more to read now. */
    EMPTY,
    /** A batch is complete, or there is no room for more. */
    FULL,
    /** It read many records that need no message, and lets others have a turn. */
    PAUSED
  }

  /** Filtered-out records are passed in strides of this many, between looks at everything else. */
  private static final int STRIDE = 1_000;

  /** A search looks at so many messages even where batches are small. */
  private static final int SEARCHED = 1_000;

  private final SpoolReader reader;
  private final MessageSource source;
  private final DeliveryOptions options;
  private final Progress progress;
  private long records;

  Intake(SpoolReader reader, MessageSource source, DeliveryOptions options, Progress progress) {
    this.reader = reader;
    this.source = source;
    this.options = options;
    this.progress = progress;
  }

  SpoolReader reader() {
    return reader;
  }

  /** How many records it has read in all. */
  long records() {
    return records;
  }

  /**
   * Reads until a whole batch is ready.
   *
   * @param mostRecords records to read at most
   * @param searching whether to read further than that, in search of a message of another key
   */
  End read(Window window, long mostRecords, boolean searching) throws IOException {
    int filtered = 0;
    End end = End.PAUSED;
    for (long left = Math.min(STRIDE, mostRecords); left > 0; left--) {
      if (isFull(window, searching)) {
        end = End.FULL;
        break;
      }
      SpoolItem item = reader.poll();
      if (item == null) {
        end = End.EMPTY;
        break;
      }
      if (item instanceof SpoolItem.Entry) {
        records++;
      }
      if (!take(window, item)) {
        filtered++;
      }
    }
    progress.filtered(filtered);
    return end;
  }

  /** A condemned record has to be stored before more of its kind can pile up in memory. */
  private boolean isFull(Window window, boolean searching) {
    long messages = searching ? searched(options) : options.maxBatchMessages();
    return window.readyMessages() >= messages
        || window.readyBytes() >= (searching ? 2L : 1L) * options.maxBatchBytes()
        || window.hasCondemned();
  }

  /** Among how many messages at most one of another key is searched for. */
  static long searched(DeliveryOptions options) {
    return Math.max(SEARCHED, 2L * options.maxBatchMessages());
  }

  private boolean take(Window window, SpoolItem item) {
    try {
      OutboundMessage message = source.messageFor(item);
      if (message == null) {
        window.skip(item);
        return false;
      }
      window.add(Pending.of(item, message));
    } catch (UnreadableRecordException unreadable) {
      Failure failure =
          Failure.of(FailureCode.MESSAGE_INVALID, String.valueOf(unreadable.getMessage()));
      window.add(Pending.unreadable(item, failure));
      progress.rejected(failure.code());
    }
    return true;
  }
}
