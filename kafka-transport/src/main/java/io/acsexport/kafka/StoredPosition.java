package io.acsexport.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * How far a destination has come, as the cluster keeps it: a consumer's offset, committed in the
 * transaction that holds the messages. Its text is {@code 1 <spool> <boot>} and, where messages
 * were let past others, a blank and their distances from the offset in hexadecimal, with commas.
 *
 * @param spool who numbered the events; positions of different spools do not compare
 * @param boot the start of the engine that stored it
 * @param through every event at or below this sequence is settled
 * @param ahead further events above it that are
 */
record StoredPosition(UUID spool, UUID boot, long through, SortedSet<Long> ahead) {

  private static final String VERSION = "1";

  /** A broker takes 4 KiB of text by default; an event beyond this may be repeated. */
  private static final int MOST_AHEAD = 200;

  private static final int HEXADECIMAL = 16;

  OffsetAndMetadata toOffset() {
    String distances =
        ahead.stream()
            .limit(MOST_AHEAD)
            .map(sequence -> Long.toString(sequence - through, HEXADECIMAL))
            .collect(Collectors.joining(","));
    String text = VERSION + " " + spool + " " + boot;
    return new OffsetAndMetadata(through, distances.isEmpty() ? text : text + " " + distances);
  }

  /** Reads it; null where it is not one of ours. */
  static @Nullable StoredPosition of(OffsetAndMetadata offset) {
    List<String> parts = Arrays.asList(offset.metadata().split(" ", -1));
    if (parts.size() < 3 || parts.size() > 4 || !parts.get(0).equals(VERSION)) {
      return null;
    }
    try {
      SortedSet<Long> ahead = new TreeSet<>();
      if (parts.size() == 4) {
        for (String distance : parts.get(3).split(",", -1)) {
          ahead.add(Math.addExact(offset.offset(), Long.parseLong(distance, HEXADECIMAL)));
        }
      }
      return new StoredPosition(
          UUID.fromString(parts.get(1)), UUID.fromString(parts.get(2)), offset.offset(), ahead);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }
}
