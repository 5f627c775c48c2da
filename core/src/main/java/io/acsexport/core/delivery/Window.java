package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the spool and not yet passed by the cursor, in sequence order: the resolved
 * prefix leaves it, and only that moves the cursor. Records that need no message take no room here,
 * however many they are. Delivery thread only.
 */
final class Window {

  private final ArrayDeque<Pending> all = new ArrayDeque<>();

  /** What is to be sent, in sequence order: a part of {@code all}. */
  private final ArrayDeque<Pending> ready = new ArrayDeque<>();

  private long readyBytes;
  private int condemned;
  private OptionalLong skippedTo = OptionalLong.empty();
  private long resendThrough = Long.MIN_VALUE;

  /** Takes up what was read; it has a higher sequence than all before. */
  void add(Pending pending) {
    all.addLast(pending);
    if (pending.state() == Pending.State.CONDEMNED) {
      condemned++;
    } else {
      pushReady(pending);
    }
  }

  /** Passes over a record that needs no message. */
  void skip(SpoolItem item) {
    Pending last = all.peekLast();
    if (last == null) {
      skippedTo = OptionalLong.of(item.sequence());
    } else {
      last.extend(item);
    }
  }

  /** Whether the cursor may move past records that need no message. */
  boolean hasSkipped() {
    return skippedTo.isPresent();
  }

  /** Drops the resolved prefix; the sequence the cursor may go to, if it may move. */
  OptionalLong advance() {
    OptionalLong reached = skippedTo;
    skippedTo = OptionalLong.empty();
    Pending head = all.peekFirst();
    while (head != null && head.state() == Pending.State.RESOLVED) {
      all.removeFirst();
      reached = OptionalLong.of(head.through());
      head = all.peekFirst();
    }
    return reached;
  }

  /** The next batch in sequence order, within both limits but at least one message if any. */
  List<Pending> take(int maxMessages, int maxBytes) {
    List<Pending> batch = new ArrayList<>();
    long bytes = 0;
    Pending next = ready.peekFirst();
    while (next != null && batch.size() < maxMessages) {
      bytes += next.bytes();
      if (bytes > maxBytes && !batch.isEmpty()) {
        break;
      }
      batch.add(next);
      ready.removeFirst();
      readyBytes -= next.bytes();
      next = ready.peekFirst();
    }
    return batch;
  }

  /** This message alone, ahead of its turn. */
  List<Pending> take(Pending pending) {
    if (!ready.remove(pending)) {
      throw new IllegalStateException("sequence " + pending.sequence() + " is not to be sent");
    }
    readyBytes -= pending.bytes();
    return List.of(pending);
  }

  /** Makes all that is undecided ready again, in sequence order. Only while no batch is open. */
  void requeue() {
    ready.clear();
    readyBytes = 0;
    for (Pending pending : all) {
      if (pending.undecided()) {
        pending.makeReady();
        pushReady(pending);
        resendThrough = pending.sequence();
      }
    }
  }

  /** Whether something that failed waits for its outcome; nothing new goes before it. */
  boolean resending() {
    Pending head = all.peekFirst();
    return head != null && head.sequence() <= resendThrough;
  }

  /** How many messages wait to be sent before this one and with it. */
  int readyUpTo(Pending last) {
    int count = 0;
    for (Pending pending : ready) {
      if (pending.sequence() > last.sequence()) {
        break;
      }
      count++;
    }
    return count;
  }

  /**
   * Messages that may go before the given one without breaking the order of any key: the first ones
   * of other keys, and those without a key.
   */
  List<Pending> independentOf(Pending held) {
    Set<@Nullable String> keys = new HashSet<>();
    keys.add(held.key());
    List<Pending> independent = new ArrayList<>();
    for (Pending pending : ready) {
      if (pending != held && (pending.key() == null || keys.add(pending.key()))) {
        independent.add(pending);
      }
    }
    return independent;
  }

  /** The first message behind the given one that has to wait for it, or null. */
  @Nullable Pending followerOf(Pending held) {
    String key = held.key();
    for (Pending pending : ready) {
      if (key != null && pending.sequence() > held.sequence() && key.equals(pending.key())) {
        return pending;
      }
    }
    return null;
  }

  /** Those refused that are not yet among the dead letters, in sequence order. */
  List<Pending> condemned() {
    if (condemned == 0) {
      return List.of();
    }
    return all.stream().filter(each -> each.state() == Pending.State.CONDEMNED).toList();
  }

  boolean hasCondemned() {
    return condemned > 0;
  }

  /** Finally refused; the cursor waits until it is {@link #bury buried}. */
  void condemn(Pending pending, Failure failure) {
    pending.condemn(failure);
    condemned++;
  }

  /** It is safe among the dead letters. */
  void bury(Pending pending) {
    pending.resolve();
    condemned--;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  int readyMessages() {
    return ready.size();
  }

  long readyBytes() {
    return readyBytes;
  }

  /**
   * How many records that were read and are not yet passed stand above this sequence; those below
   * it are there because the cursor jumped meanwhile.
   */
  long recordsAbove(long sequence) {
    long records = 0;
    for (Pending pending : all) {
      records += pending.sequence() > sequence ? pending.records() : 0;
    }
    return records;
  }

  private void pushReady(Pending pending) {
    ready.addLast(pending);
    readyBytes += pending.bytes();
  }
}
