package io.acsexport.rabbitmq;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was handed over and has no outcome yet: still to be published, or published and unconfirmed.
 *
 * <p><b>Order.</b> Of each key one message at a time is under way; the next waits until that one
 * has its outcome. Were two of a key unconfirmed and the broker refused the first, the second would
 * stand before it. Messages of other keys, and those without a key, do not wait.
 *
 * <p><b>Suspicion.</b> A refusal that closes the channel does not tell which message it was for.
 * Then all unconfirmed ones are published again, each alone, before anything else.
 *
 * <p>Knows nothing of the broker. Guarded by the session's lock.
 */
final class ConfirmWindow {

  private final Set<PendingBatch> open = new LinkedHashSet<>();
  private final List<PendingBatch> finished = new ArrayList<>();

  /** The messages that wait for an earlier one of their key; a key without an entry is free. */
  private final Map<String, Deque<Publication>> lanes = new HashMap<>();

  private final Deque<Publication> ready = new ArrayDeque<>();
  private final Deque<Publication> suspects = new ArrayDeque<>();

  /** By delivery tag, ascending. */
  private final Map<Long, Publication> unconfirmed = new LinkedHashMap<>();

  private long lastTag;
  private boolean isolating;

  /** Whether the channel still carries messages that were given up: they too can be guilty. */
  private boolean adrift;

  /** Takes a batch over; messages that AMQP cannot express are rejected at once. */
  void add(PendingBatch batch) {
    open.add(batch);
    for (int index = 0; index < batch.messages().size(); index++) {
      Publication publication =
          new Publication(batch, index, Target.of(batch.messages().get(index)));
      String problem = publication.target().problem();
      if (problem == null) {
        queue(publication);
      } else {
        resolve(publication, Outcome.rejected(FailureCode.TARGET_NAME_INVALID, problem));
      }
    }
  }

  private void queue(Publication publication) {
    String key = publication.key();
    Deque<Publication> lane = key == null ? null : lanes.get(key);
    if (lane != null) {
      lane.add(publication);
      return;
    }
    if (key != null) {
      lanes.put(key, new ArrayDeque<>(1));
    }
    ready.add(publication);
  }

  /** What to publish next, or null where nothing may be published now. */
  @Nullable Publication next() {
    isolating = isolating && !(suspects.isEmpty() && unconfirmed.isEmpty());
    if (!isolating) {
      return ready.peek();
    }
    return unconfirmed.isEmpty() ? suspects.peek() : null;
  }

  /** What {@link #next} named is about to be written; its confirmation carries the next tag. */
  void publishing(long nanos) {
    Publication publication = isolating ? suspects.remove() : ready.remove();
    publication.published(nanos);
    lastTag++;
    unconfirmed.put(lastTag, publication);
  }

  /** The client would not write what was published last; the broker has seen nothing of it. */
  void unwritten(Publication publication, Outcome outcome) {
    boolean still = unconfirmed.remove(lastTag, publication);
    lastTag--;
    if (still) {
      settle(publication, outcome);
    }
  }

  /** The broker gives a message back; its confirmation follows. Null where none has that id. */
  @Nullable Publication returned(String id, String reason) {
    for (Publication publication : unconfirmed.values()) {
      if (publication.returned() == null && publication.message().id().equals(id)) {
        publication.returned(reason);
        return publication;
      }
    }
    return null;
  }

  /** Takes out what a confirmation names, one message or all up to it; each is to be settled. */
  List<Publication> take(long tag, boolean multiple) {
    if (!multiple) {
      Publication publication = unconfirmed.remove(tag);
      return publication == null ? List.of() : List.of(publication);
    }
    List<Publication> taken = new ArrayList<>();
    Iterator<Map.Entry<Long, Publication>> entries = unconfirmed.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Long, Publication> entry = entries.next();
      if (entry.getKey() > tag) {
        break;
      }
      taken.add(entry.getValue());
      entries.remove();
    }
    return taken;
  }

  /**
   * The channel is gone with all its tags, through the fault of one message.
   *
   * @return the guilty one where only one was under way; it is to be settled. Else null: all are
   *     suspects now
   */
  @Nullable Publication channelLost() {
    List<Publication> lost = List.copyOf(unconfirmed.values());
    unconfirmed.clear();
    lastTag = 0;
    boolean certain = lost.size() == 1 && !adrift;
    adrift = false;
    if (certain) {
      return lost.get(0);
    }
    suspects.addAll(lost);
    isolating = true;
    return null;
  }

  /** Gives a message its outcome; the next one of its key may go. */
  void settle(Publication publication, Outcome outcome) {
    resolve(publication, outcome);
    String key = publication.key();
    Deque<Publication> lane = key == null ? null : lanes.get(key);
    if (lane == null) {
      return;
    }
    Publication follower = lane.poll();
    if (follower == null) {
      lanes.remove(Objects.requireNonNull(key));
    } else {
      ready.addFirst(follower);
    }
  }

  /** Nothing more leaves: what is not under way is answered. Returns whether there was any. */
  boolean stop(Failure failure) {
    Outcome outcome = Outcome.retry(failure);
    boolean any =
        !ready.isEmpty()
            || !suspects.isEmpty()
            || lanes.values().stream().anyMatch(lane -> !lane.isEmpty());
    ready.forEach(publication -> resolve(publication, outcome));
    suspects.forEach(publication -> resolve(publication, outcome));
    lanes.values().forEach(lane -> lane.forEach(publication -> resolve(publication, outcome)));
    ready.clear();
    suspects.clear();
    lanes.clear();
    for (Publication publication : unconfirmed.values()) {
      String key = publication.key();
      if (key != null) {
        lanes.put(key, new ArrayDeque<>(1));
      }
    }
    return any;
  }

  /**
   * Everything is answered; confirmations that still come mean nothing any more. Returns whether
   * there was any.
   */
  boolean giveUp(Failure failure) {
    Outcome outcome = Outcome.retry(failure);
    adrift = adrift || !unconfirmed.isEmpty();
    for (PendingBatch batch : open) {
      batch.resolveRest(outcome);
    }
    boolean any = !open.isEmpty();
    finished.addAll(open);
    open.clear();
    ready.clear();
    suspects.clear();
    lanes.clear();
    unconfirmed.clear();
    return any;
  }

  /** Batches whose last outcome became known since the last call. */
  List<PendingBatch> takeFinished() {
    if (finished.isEmpty()) {
      return List.of();
    }
    List<PendingBatch> taken = List.copyOf(finished);
    finished.clear();
    return taken;
  }

  /** Whether every batch is answered. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Whether nothing is to be published and nothing unconfirmed. */
  boolean isQuiet() {
    return unconfirmed.isEmpty() && ready.isEmpty() && suspects.isEmpty();
  }

  /** When the oldest open batch was handed over; {@code otherwise} where none is open. */
  long oldestBatchNanos(long otherwise) {
    return open.isEmpty() ? otherwise : open.iterator().next().startedNanos();
  }

  /** When the oldest unconfirmed message was written; {@code otherwise} where there is none. */
  long oldestUnconfirmedNanos(long otherwise) {
    return unconfirmed.isEmpty()
        ? otherwise
        : unconfirmed.values().iterator().next().publishedNanos();
  }

  private void resolve(Publication publication, Outcome outcome) {
    PendingBatch batch = publication.batch();
    batch.resolve(publication.index(), outcome);
    if (batch.isDone() && open.remove(batch)) {
      finished.add(batch);
    }
  }
}
