package io.acsexport.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem.Entry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a spool has to hold: every record ever appended, by its fate. Nothing is forgotten when
 * segments are deleted; what was passed is just not asked for again.
 */
final class ModelLog {

  static final int SHORTEST = 5;

  private static final int INCARNATION = 40;

  /** A record that was acknowledged, or read although its append was refused as unknown. */
  private static final class Kept {
    final int id;
    boolean durable;

    /** A sync that covered it failed, or may have: no later one makes it durable. */
    boolean weak;

    Kept(int id, boolean durable, boolean weak) {
      this.id = id;
      this.durable = durable;
      this.weak = weak;
    }
  }

  /** Must be there. */
  private final NavigableMap<Long, Kept> kept = new TreeMap<>();

  /** Not durable when the power went: there or not, as the next look says. */
  private final NavigableMap<Long, Kept> uncertain = new TreeMap<>();

  /** Found missing after a power loss: must never be there again. */
  private final NavigableMap<Long, Kept> lost = new TreeMap<>();

  /** Appended without an answer, or with the answer "unknown": length by id. */
  private final Map<Integer, Integer> doubted = new HashMap<>();

  private final Map<Integer, Integer> lengths = new HashMap<>();
  private int lastId;
  private long highest = -1;
  private boolean undisturbed;

  /** A payload like no other, of at least {@link #SHORTEST} bytes. */
  byte[] nextPayload(int length) {
    lengths.put(++lastId, length);
    return payload(lastId, length);
  }

  /** The append of the newest payload returned. */
  void acknowledged(long sequence, boolean durable) {
    assertThat(sequence).as("sequence of a new record, after %d", highest).isGreaterThan(highest);
    if (undisturbed) {
      assertThat(sequence).as("sequence inside an incarnation").isEqualTo(highest + 1);
    }
    undisturbed = true;
    highest = sequence;
    kept.put(sequence, new Kept(lastId, durable, false));
  }

  /** The append of the newest payload did not say whether it is there. */
  void doubted() {
    undisturbed = false;
    doubted.put(lastId, lastId);
  }

  /** The append of the newest payload said that it is not there. */
  void refused() {
    undisturbed = false;
  }

  /** The spool was opened again. */
  void reopened() {
    undisturbed = false;
  }

  /** A sync succeeded. */
  void synced() {
    kept.values().forEach(record -> record.durable |= !record.weak);
  }

  /** Some sync failed. */
  void syncFailed() {
    kept.values().forEach(record -> record.weak |= !record.durable);
  }

  /** The power failed. */
  void powerLost() {
    kept.entrySet()
        .removeIf(
            entry -> {
              if (!entry.getValue().durable) {
                uncertain.put(entry.getKey(), entry.getValue());
              }
              return !entry.getValue().durable;
            });
  }

  /**
   * The first look at everything after a restart.
   *
   * @param everything all that is there, in order
   * @param passed what lies at or below this may have been deleted
   */
  void found(List<Entry> everything, long passed) {
    for (Entry entry : everything) {
      Kept record = uncertain.remove(entry.sequence());
      if (record != null) {
        record.durable = true;
        kept.put(entry.sequence(), record);
      }
      read(entry);
    }
    lost.putAll(uncertain);
    uncertain.clear();
    requireAll(everything, passed);
  }

  /** Everything must be there but what may have been deleted. */
  void requireAll(List<Entry> everything, long passed) {
    Set<Long> missing = new TreeSet<>(keptAfter(passed));
    everything.forEach(entry -> missing.remove(entry.sequence()));
    assertThat(missing).as("records above %d that are not there", passed).isEmpty();
  }

  /** A record was read: it must be one of ours. */
  void read(Entry entry) {
    Kept record = kept.get(entry.sequence());
    int id = entry.payload().length < SHORTEST ? -1 : ByteBuffer.wrap(entry.payload()).getInt();
    if (record == null) {
      assertThat(lost).as("records that came back").doesNotContainKey(entry.sequence());
      assertThat(doubted).as("id of a record read at %d", entry.sequence()).containsKey(id);
      doubted.remove(id);
      record = new Kept(id, false, true);
      kept.put(entry.sequence(), record);
      highest = Math.max(highest, entry.sequence());
      requireOrder(entry.sequence(), id);
    }
    assertThat(entry.payload())
        .as("payload at %d", entry.sequence())
        .isEqualTo(payload(record.id, lengths.getOrDefault(record.id, SHORTEST)));
  }

  /** What must be told between two places, both exclusive. */
  List<Long> keptBetween(long after, long before) {
    return before - after < 2
        ? List.of()
        : List.copyOf(kept.subMap(after, false, before, false).keySet());
  }

  List<Long> keptAfter(long after) {
    return List.copyOf(kept.tailMap(after, false).keySet());
  }

  /** What was lost between a place and a record that the same incarnation of the spool wrote. */
  List<Long> lostBefore(long after, long sequence) {
    long begin = Math.max(after, (sequence >> INCARNATION << INCARNATION) - 1);
    return begin >= sequence
        ? List.of()
        : List.copyOf(lost.subMap(begin, false, sequence, false).keySet());
  }

  int lostIn(long first, long last) {
    return lost.subMap(first, true, last, true).size();
  }

  /** How many records may or may not exist at an unknown place. */
  int doubts() {
    return doubted.size();
  }

  long highest() {
    return highest;
  }

  private void requireOrder(long sequence, int id) {
    Map.Entry<Long, Kept> before = kept.lowerEntry(sequence);
    Map.Entry<Long, Kept> after = kept.higherEntry(sequence);
    assertThat(id)
        .as("order of appends at %d", sequence)
        .isGreaterThan(before == null ? 0 : before.getValue().id)
        .isLessThan(after == null ? Integer.MAX_VALUE : after.getValue().id);
  }

  private static byte[] payload(int id, int length) {
    // No zero at the end: in a zero-filled segment a frame torn there would be complete.
    byte[] bytes = new byte[length];
    SplittableRandom random = new SplittableRandom(id);
    // Some compress well, some hold zeros, some are noise: whatever a frame might be mistaken for.
    if (id % 3 == 0) {
      Arrays.fill(bytes, (byte) (id % 7 == 0 ? 0 : id));
    } else {
      random.nextBytes(bytes);
    }
    ByteBuffer.wrap(bytes).putInt(0, id);
    bytes[bytes.length - 1] = 1;
    return bytes;
  }
}
