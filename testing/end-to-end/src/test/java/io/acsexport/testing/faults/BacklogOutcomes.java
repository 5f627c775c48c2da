package io.acsexport.testing.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What {@link BacklogPublisher}s wrote down, a bit for each of millions of events. */
final class BacklogOutcomes {

  static final char END = 'e';

  private final List<Integer> published = new ArrayList<>();
  private final List<BitSet> refused = new ArrayList<>();
  private final List<BitSet> unknown = new ArrayList<>();

  /** Reads the files of all threads. */
  BacklogOutcomes(Path folder, int threads) throws IOException {
    for (int thread = 0; thread < threads; thread++) {
      refused.add(new BitSet());
      unknown.add(new BitSet());
      for (String line : Files.readAllLines(folder.resolve(Outcomes.file(thread)))) {
        int number = Integer.parseInt(line.substring(2));
        switch (line.charAt(0)) {
          case Outcomes.REFUSED -> refused.get(thread).set(number);
          case Outcomes.UNKNOWN -> unknown.get(thread).set(number);
          case END -> published.add(number);
          default -> throw new IOException(line);
        }
      }
    }
  }

  /** How many calls returned. */
  int accepted() {
    return published.stream().mapToInt(Integer::intValue).sum() - count(refused) - count(unknown);
  }

  /** How many calls promised that the event is not stored. */
  int refused() {
    return count(refused);
  }

  Tally tally() {
    return new Tally(event -> refused.get(event.thread()).get((int) event.number()));
  }

  Verdict verdict(Tally tally) {
    return tally.verdict(
        accepted(), IntStream.range(0, published.size()).boxed().flatMap(this::accepted));
  }

  private Stream<NumberedEvent> accepted(int thread) {
    return IntStream.range(0, published.get(thread))
        .filter(number -> !refused.get(thread).get(number) && !unknown.get(thread).get(number))
        .mapToObj(number -> new NumberedEvent(thread, number));
  }

  private static int count(List<BitSet> sets) {
    return sets.stream().mapToInt(BitSet::cardinality).sum();
  }
}
