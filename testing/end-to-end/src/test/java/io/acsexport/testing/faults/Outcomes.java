package io.acsexport.testing.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What publishers wrote down of their calls. A call that was under way when its JVM was killed
 * stands nowhere: whatever nobody wrote down is unknown.
 *
 * @param accepted calls that returned
 * @param refused calls that threw and promised that the event is not stored
 */
record Outcomes(Set<NumberedEvent> accepted, Set<NumberedEvent> refused) {

  static final char ACCEPTED = 'a';
  static final char REFUSED = 'r';
  static final char UNKNOWN = 'u';

  static String file(int thread) {
    return "thread-" + thread;
  }

  /** Reads the files of all threads, which are numbered from the first on. */
  static Outcomes read(Path folder, int first, int threads) throws IOException {
    Outcomes outcomes = new Outcomes(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (int thread = first; thread < first + threads; thread++) {
      Path file = folder.resolve(file(thread));
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          outcomes.add(thread, line);
        }
      }
    }
    return outcomes;
  }

  /** How many calls were accepted, not which: this is asked often, of files that grow long. */
  static long countAccepted(Path folder, int first, int threads) throws IOException {
    long count = 0;
    for (int thread = first; thread < first + threads; thread++) {
      Path file = folder.resolve(file(thread));
      if (Files.exists(file)) {
        for (byte character : Files.readAllBytes(file)) {
          count += character == ACCEPTED ? 1 : 0;
        }
      }
    }
    return count;
  }

  private void add(int thread, String line) {
    String[] parts = line.split(" ", 2);
    // A kill may have left half a line; then its outcome is unknown.
    if (parts.length == 2 && parts[1].matches("\\d+")) {
      NumberedEvent event = new NumberedEvent(thread, Long.parseLong(parts[1]));
      switch (parts[0]) {
        case "a" -> accepted.add(event);
        case "r" -> refused.add(event);
        default -> {}
      }
    }
  }

  /** The accepted events with a giant body. */
  List<NumberedEvent> giants() {
    return accepted.stream().filter(NumberedEvent::isGiant).toList();
  }

  /** These and those of another exporter. */
  Outcomes and(Outcomes others) {
    Outcomes all = new Outcomes(new LinkedHashSet<>(accepted), new LinkedHashSet<>(refused));
    all.accepted.addAll(others.accepted);
    all.refused.addAll(others.refused);
    return all;
  }

  /** The highest number of each thread whose call ended. */
  Map<Integer, Long> last() {
    Map<Integer, Long> last = new HashMap<>();
    accepted.forEach(event -> last.merge(event.thread(), event.number(), Math::max));
    refused.forEach(event -> last.merge(event.thread(), event.number(), Math::max));
    return last;
  }
}
