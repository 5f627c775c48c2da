package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolItem.Gap;
import io.acsexport.core.spool.SpoolItem.Reason;
import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor on disk: two slots in blocks of their own, written in turn, so that a torn or damaged
 * one leaves the other. The valid slot with the higher counter counts. Used by one thread at a
 * time.
 *
 * <pre>
 *  0  magic     FF 41 45 43 55 52 30 31
 *  8  checksum  CRC32C of all that follows, seeded with the spool's id
 * 12  pieces    how many pieces the gap has, 4 bytes
 * 16  counter
 * 24  position
 * 32  pieces    each: first, last, count, reason (8 bytes each; reason: 1 dropped, 2 damaged)
 * </pre>
 */
final class CursorFile {

  private static final long MAGIC = 0xFF41454355523031L;
  private static final int BLOCK = 4096;
  private static final int SLOTS = 2;
  private static final int CHECKSUM = 8;
  private static final int PIECES = 12;
  private static final int COUNTER = 16;
  private static final int POSITION = 24;
  private static final int FIXED_SIZE = 32;
  private static final int PIECE_SIZE = 32;
  private static final int LONGEST_SLOT = FIXED_SIZE + CursorState.MOST_PIECES * PIECE_SIZE;
  private static final long DROPPED = 1;
  private static final long DAMAGED = 2;

  private final StorageFile file;
  private final FrameChecksum checksum;
  private final byte[] bytes = new byte[LONGEST_SLOT];
  private final ByteBuffer view = ByteBuffer.wrap(bytes);
  private final Slot[] slots = {Slot.NONE, Slot.NONE};
  private int damagedSlots;

  private record Slot(long counter, CursorState state) {
    static final Slot NONE = new Slot(0, CursorState.at(Long.MIN_VALUE));

    boolean isValid() {
      return counter > 0;
    }
  }

  private CursorFile(StorageFile file, FrameChecksum checksum) {
    this.file = file;
    this.checksum = checksum;
  }

  /** Makes a cursor; the caller makes its name durable. */
  static CursorFile create(Storage storage, Path path, FrameChecksum checksum, CursorState state)
      throws IOException {
    CursorFile cursor = new CursorFile(storage.open(path), checksum);
    try {
      cursor.file.write(0, new byte[SLOTS * BLOCK], 0, SLOTS * BLOCK);
      cursor.write(state);
      cursor.write(state);
      return cursor;
    } catch (IOException e) {
      cursor.file.close();
      throw e;
    }
  }

  /**
   * Opens a cursor. What it says was perhaps not synced by the process before, so it is now: no
   * slot may be lost while the other is written. (Where that process had a sync fail, this one may
   * be told a success in vain; the caller therefore writes the state anew.)
   */
  static CursorFile open(Storage storage, Path path, FrameChecksum checksum) throws IOException {
    CursorFile cursor = new CursorFile(storage.open(path), checksum);
    try {
      cursor.file.force();
      cursor.readSlots();
      return cursor;
    } catch (IOException e) {
      cursor.file.close();
      throw e;
    }
  }

  /** Opens a cursor only to see what it says: nothing is written, and nothing may be. */
  static CursorFile look(Storage storage, Path path, FrameChecksum checksum) throws IOException {
    CursorFile cursor = new CursorFile(storage.openForReading(path), checksum);
    try {
      cursor.readSlots();
      return cursor;
    } catch (IOException e) {
      cursor.file.close();
      throw e;
    }
  }

  private void readSlots() throws IOException {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = read(i);
      damagedSlots += slots[i].isValid() ? 0 : 1;
    }
  }

  private Slot read(int slot) throws IOException {
    int got = 0;
    int read = 1;
    while (got < LONGEST_SLOT && read > 0) {
      read = file.read((long) slot * BLOCK + got, bytes, got, LONGEST_SLOT - got);
      got += read;
    }
    int pieces = view.getInt(PIECES);
    if (got < FIXED_SIZE
        || view.getLong(0) != MAGIC
        || pieces < 0
        || pieces > CursorState.MOST_PIECES
        || got < sizeOf(pieces)
        || view.getInt(CHECKSUM) != checksum(pieces)) {
      return Slot.NONE;
    }
    List<Gap> gap = new ArrayList<>();
    view.position(FIXED_SIZE);
    for (int i = 0; i < pieces; i++) {
      gap.add(
          new Gap(
              view.getLong(),
              view.getLong(),
              view.getLong(),
              view.getLong() == DROPPED ? Reason.DROPPED : Reason.DAMAGED));
    }
    return new Slot(view.getLong(COUNTER), new CursorState(view.getLong(POSITION), gap));
  }

  /** Writes the older slot and syncs it. After a failure the same slot is written again. */
  void write(CursorState state) throws IOException {
    int older = slots[0].counter() <= slots[1].counter() ? 0 : 1;
    long counter = slots[1 - older].counter() + 1;
    int pieces = state.pieces().size();
    view.putLong(0, MAGIC);
    view.putInt(PIECES, pieces);
    view.putLong(COUNTER, counter);
    view.putLong(POSITION, state.position());
    view.position(FIXED_SIZE);
    for (Gap piece : state.pieces()) {
      view.putLong(piece.first()).putLong(piece.last()).putLong(piece.count());
      view.putLong(piece.reason() == Reason.DROPPED ? DROPPED : DAMAGED);
    }
    view.putInt(CHECKSUM, checksum(pieces));
    slots[older] = Slot.NONE;
    file.write((long) older * BLOCK, bytes, 0, sizeOf(pieces));
    file.force();
    slots[older] = new Slot(counter, state);
  }

  private static int sizeOf(int pieces) {
    return FIXED_SIZE + pieces * PIECE_SIZE;
  }

  private int checksum(int pieces) {
    return checksum.of(bytes, PIECES, sizeOf(pieces) - PIECES);
  }

  /** What it says, or null where neither slot is valid. */
  @Nullable CursorState newest() {
    Slot slot = slots[0].counter() > slots[1].counter() ? slots[0] : slots[1];
    return slot.isValid() ? slot.state() : null;
  }

  /** Up to here even the loss of one slot leaves everything resolved. */
  long safePosition() {
    return Math.min(slots[0].state().position(), slots[1].state().position());
  }

  /** How many slots were unreadable when it was opened. */
  int damagedSlots() {
    return damagedSlots;
  }

  void close() throws IOException {
    file.close();
  }
}
