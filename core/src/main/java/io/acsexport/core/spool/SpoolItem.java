package io.acsexport.core.spool;

/** What a reader finds: a record, or the place where records are missing. */
public sealed interface SpoolItem {

  /** The sequence up to which a cursor has resolved everything once this item is resolved. */
  long sequence();

  /**
   * A record as it was appended.
   *
   * @param sequence its number, strictly ascending within the spool
   * @param acceptedMillis wall-clock milliseconds of the append
   * @param payload its bytes; the receiver's own
   */
  record Entry(long sequence, long acceptedMillis, byte[] payload) implements SpoolItem {}

  /**
   * Records that a reader will never see.
   *
   * @param first the first missing sequence
   * @param last the last missing sequence
   * @param count how many records are missing; less than the span where numbers were never used
   * @param reason why
   */
  record Gap(long first, long last, long count, Reason reason) implements SpoolItem {
    @Override
    public long sequence() {
      return last;
    }
  }

  /** Why records are missing. */
  enum Reason {
    /** The spool was full and this destination yields its oldest records. */
    DROPPED,
    /** The bytes on disk no longer match their checksum, or their file is gone. */
    DAMAGED
  }
}
