package io.acsexport.core.spool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem.Entry;
import io.acsexport.core.spool.SpoolItem.Gap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one destination was told, and what it must be told yet. */
final class ModelCursor {

  final String name;
  final WhenFull whenFull;
  private final ModelLog log;

  /** The sequences read but not committed. */
  private final List<Long> read = new ArrayList<>();

  private @Nullable SpoolCursor handle;
  private @Nullable SpoolReader reader;
  private long committed;
  private long durable;
  private long place;
  private boolean first;
  private boolean mayYield;
  private long dropped;
  private long damaged;

  ModelCursor(String name, WhenFull whenFull, ModelLog log) {
    this.name = name;
    this.whenFull = whenFull;
    this.log = log;
    this.mayYield = whenFull == WhenFull.DROP_OLDEST;
  }

  boolean isOpen() {
    return handle != null;
  }

  /** The destination is there for the first time. */
  void created(SpoolCursor opened) {
    handle = opened;
    committed = opened.position();
    // It may have had to jump already, which need not be on disk.
    durable = mayYield ? Long.MIN_VALUE : committed;
  }

  /** It is there again; nothing was committed in vain. */
  void resumed(SpoolCursor opened) {
    assertThat(opened.position()).as("position of %s", this).isGreaterThanOrEqualTo(committed);
    handle = opened;
    requireExactPosition();
  }

  /** It is there again after a crash, which may have undone commits. */
  void recovered(SpoolCursor opened) {
    assertThat(opened.position()).as("position of %s", this).isGreaterThanOrEqualTo(durable);
    handle = opened;
    committed = Math.min(committed, opened.position());
    requireExactPosition();
  }

  /** The spool or the cursor was closed, or the machine is down. */
  void closed(boolean spoolRemains) {
    handle = null;
    reader = null;
    read.clear();
    mayYield |= spoolRemains;
  }

  /** All that was committed is on disk. */
  void synced() {
    durable = committed;
  }

  /** Polls up to this number of items; returns whether the end was reached. */
  boolean read(int items) throws IOException {
    if (reader == null) {
      openReader();
    }
    for (int i = 0; i < items; i++) {
      SpoolItem item = requireNonNull(reader).poll();
      if (item == null) {
        assertThat(log.keptAfter(place)).as("%s: unread at the end", this).isEmpty();
        return true;
      }
      if (item instanceof Entry entry) {
        told(entry);
      } else if (item instanceof Gap gap) {
        told(gap);
      }
      first = false;
    }
    return false;
  }

  void openReader() {
    reader = requireNonNull(handle).openReader();
    place = committed;
    first = true;
    read.clear();
  }

  void closeReader() {
    if (reader != null) {
      reader.close();
      reader = null;
      read.clear();
    }
  }

  /** Commits one of the items read, sometimes an old one again. */
  void commitSome(RandomGenerator random) {
    if (!read.isEmpty()) {
      int index = random.nextInt(read.size());
      commit(read.get(index));
      read.subList(0, random.nextInt(8) == 0 ? 0 : index + 1).clear();
    }
  }

  /** Reads to the end and commits all of it. */
  void drain() throws IOException {
    while (!read(64)) {}
    if (place > committed) {
      commit(place);
    }
    read.clear();
  }

  /** Whether appends may be refused for its sake. */
  boolean holds() {
    return whenFull == WhenFull.HOLD && isOpen() && !log.keptAfter(committed).isEmpty();
  }

  long committed() {
    return committed;
  }

  /** Everything at or below may have been deleted as far as this destination goes. */
  long passed() {
    return handle == null ? committed : Math.max(committed, handle.position());
  }

  @Override
  public String toString() {
    return "%s (%s, committed %d, read to %d, told of %d dropped and %d damaged)"
        .formatted(name, whenFull, committed, place, dropped, damaged);
  }

  private void commit(long sequence) {
    requireNonNull(handle).commit(sequence);
    committed = Math.max(committed, sequence);
    assertThat(handle.position()).as("position of %s", this).isGreaterThanOrEqualTo(committed);
    requireExactPosition();
  }

  /** Only a jump takes a cursor beyond records that it did not resolve. */
  private void requireExactPosition() {
    if (!mayYield) {
      assertThat(log.keptBetween(committed, requireNonNull(handle).position() + 1))
          .as("records passed over by %s", this)
          .isEmpty();
    }
  }

  private void told(Entry entry) {
    assertThat(entry.sequence()).as("%s: order", this).isGreaterThan(place);
    log.read(entry);
    assertThat(log.keptBetween(place, entry.sequence()))
        .as("%s: skipped without a gap before %d", this, entry.sequence())
        .isEmpty();
    assertThat(log.lostBefore(place, entry.sequence()))
        .as("%s: lost without a gap before %d", this, entry.sequence())
        .isEmpty();
    place = entry.sequence();
    read.add(place);
  }

  private void told(Gap gap) {
    assertThat(gap.first()).as("%s: %s", this, gap).isLessThanOrEqualTo(gap.last());
    if (!first) {
      // Only the gap that a reader begins with may repeat what was told before.
      assertThat(gap.first()).as("%s: order of %s", this, gap).isGreaterThan(place);
    }
    assertThat(log.keptBetween(place, gap.first()))
        .as("%s: skipped without a gap before %s", this, gap)
        .isEmpty();
    long kept = log.keptBetween(gap.first() - 1, gap.last() + 1).size();
    long lost = log.lostIn(gap.first(), gap.last());
    if (gap.reason() == SpoolItem.Reason.DROPPED) {
      assertThat(mayYield).as("%s: may drop", this).isTrue();
      assertThat(gap.count())
          .as("%s: count of %s", this, gap)
          .isBetween(kept, kept + lost + log.doubts());
      dropped += gap.count();
    } else {
      assertThat(kept).as("%s: intact records in %s", this, gap).isZero();
      assertThat(gap.count()).as("%s: count of %s", this, gap).isBetween(lost, lost + log.doubts());
      damaged += gap.count();
    }
    place = Math.max(place, gap.last());
    read.add(gap.last());
  }
}
