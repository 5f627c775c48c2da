package io.acsexport.core.spool;

import io.acsexport.core.spool.SpoolItem.Gap;
import io.acsexport.core.spool.SpoolItem.Reason;
import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A cursor on disk: two slots in blocks of their own, written in turn, so that a torn or damaged
 * one leaves the other. The valid slot with the higher counter counts. Used by one thread at a
 * time.
 *
 * <pre>
 *  0  magic     FF 41 45 43 55 52 30 31
 *  8  checksum  CRC32C of bytes 16 to 71, seeded with the spool's id
 * 12  reserved  0
 * 16  counter
 * 24  position
 * 32  gap: first, last, count (8 bytes each), reason (8 bytes: 0 no gap, 1 dropped, 2 damaged)
 * 64  reserved  0
 * </pre>
 */
final class CursorFile {

  private static final long MAGIC = 0xFF41454355523031L;
  private static final int BLOCK = 4096;
  private static final int SLOTS = 2;
  private static final int CHECKSUM = 8;
  private static final int BODY = 16;
  private static final int SLOT_SIZE = 72;
  private static final long NO_GAP = 0;
  private static final long DROPPED = 1;
  private static final long DAMAGED = 2;

  private final StorageFile file;
  private final FrameChecksum checksum;
  private final byte[] bytes = new byte[SLOT_SIZE];
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
   * slot may be lost while the other is written.
   */
  static CursorFile open(Storage storage, Path path, FrameChecksum checksum) throws IOException {
    CursorFile cursor = new CursorFile(storage.open(path), checksum);
    try {
      cursor.file.force();
      for (int i = 0; i < SLOTS; i++) {
        cursor.slots[i] = cursor.read(i);
        cursor.damagedSlots += cursor.slots[i].isValid() ? 0 : 1;
      }
      return cursor;
    } catch (IOException e) {
      cursor.file.close();
      throw e;
    }
  }

  private Slot read(int slot) throws IOException {
    int got = 0;
    while (got < SLOT_SIZE) {
      int read = file.read((long) slot * BLOCK + got, bytes, got, SLOT_SIZE - got);
      if (read <= 0) {
        return Slot.NONE;
      }
      got += read;
    }
    if (view.getLong(0) != MAGIC
        || view.getInt(CHECKSUM) != checksum.of(bytes, BODY, SLOT_SIZE - BODY)) {
      return Slot.NONE;
    }
    long code = view.getLong(56);
    Reason reason = code == DROPPED ? Reason.DROPPED : Reason.DAMAGED;
    Gap gap = new Gap(view.getLong(32), view.getLong(40), view.getLong(48), reason);
    return new Slot(
        view.getLong(16), new CursorState(view.getLong(24), code == NO_GAP ? null : gap));
  }

  /** Writes the older slot and syncs it. After a failure the same slot is written again. */
  void write(CursorState state) throws IOException {
    int older = slots[0].counter() <= slots[1].counter() ? 0 : 1;
    long counter = slots[1 - older].counter() + 1;
    view.putLong(0, MAGIC);
    view.putLong(16, counter);
    view.putLong(24, state.position());
    Gap gap = state.gap();
    view.putLong(32, gap == null ? 0 : gap.first());
    view.putLong(40, gap == null ? 0 : gap.last());
    view.putLong(48, gap == null ? 0 : gap.count());
    view.putLong(56, codeOf(gap));
    view.putInt(CHECKSUM, checksum.of(bytes, BODY, SLOT_SIZE - BODY));
    slots[older] = Slot.NONE;
    file.write((long) older * BLOCK, bytes, 0, SLOT_SIZE);
    file.force();
    slots[older] = new Slot(counter, state);
  }

  private static long codeOf(@Nullable Gap gap) {
    if (gap == null) {
      return NO_GAP;
    }
    return gap.reason() == Reason.DROPPED ? DROPPED : DAMAGED;
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
