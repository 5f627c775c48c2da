package io.acsexport.kafka;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Works out which position a transaction has to store, so that after a crash at any moment the
 * events at or below it need not be sent again and all others are.
 *
 * <p>The engine hands messages over in ascending order, with one exception: while it looks for a
 * message that cannot be sent it lets a later one go first, to see whether anything gets through.
 * The position must not pass the one left behind; so what is known to be unresolved holds it, and
 * what went ahead is listed. Not thread-safe.
 */
final class PositionLedger {

  private long through;
  private final TreeSet<Long> ahead = new TreeSet<>();
  private final TreeSet<Long> unresolved = new TreeSet<>();

  /** Begins at what the cluster has stored, or at the cursor where there is nothing. */
  PositionLedger(long through, SortedSet<Long> ahead) {
    found(through, ahead);
  }

  /** The cluster has this position: the outcome of a transaction that was in doubt, perhaps. */
  void found(long position, SortedSet<Long> beyond) {
    ahead.addAll(beyond);
    unresolved.removeAll(beyond);
    settled(position);
  }

  /** All up to here is settled, though not by us perhaps. */
  void settled(long position) {
    through = Math.max(through, position);
    unresolved.headSet(through, true).clear();
    ahead.headSet(through, true).clear();
  }

  /** Whether the cluster has this event already, or it is settled otherwise. */
  boolean covers(long sequence) {
    return sequence <= through || (!ahead.isEmpty() && ahead.contains(sequence));
  }

  /** This one was not delivered and will come again, unless it is covered. */
  void failed(long sequence) {
    if (!covers(sequence)) {
      unresolved.add(sequence);
    }
  }

  /** This one will not come again: it is a dead letter before anything else is sent. */
  void rejected(long sequence) {
    unresolved.remove(sequence);
  }

  /**
   * Where the destination stands once these are committed; nothing changes yet.
   *
   * @param sequences in any order
   */
  Position after(long[] sequences) {
    long last = Arrays.stream(sequences).max().orElse(through);
    TreeSet<Long> left = new TreeSet<>(unresolved);
    // Nothing is unresolved until something fails, and then no sequence has to be boxed.
    if (!left.isEmpty()) {
      Arrays.stream(sequences).forEach(left::remove);
    }
    boolean held = !left.isEmpty() && left.first() <= last;
    long reached = Math.max(through, held ? left.first() - 1 : last);
    TreeSet<Long> beyond = new TreeSet<>(ahead.tailSet(reached, false));
    Arrays.stream(sequences).filter(sequence -> sequence > reached).forEach(beyond::add);
    return new Position(reached, beyond);
  }

  /** They are committed. */
  void committed(long[] sequences, Position position) {
    if (!unresolved.isEmpty()) {
      Arrays.stream(sequences).forEach(unresolved::remove);
    }
    found(position.through(), position.ahead());
  }

  /**
   * A place in the stream.
   *
   * @param through everything at or below it is settled
   * @param ahead what is delivered above it
   */
  record Position(long through, SortedSet<Long> ahead) {}
}
