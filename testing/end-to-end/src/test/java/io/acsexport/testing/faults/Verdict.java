package io.acsexport.testing.faults;

import io.acsexport.testing.check.Arrived;
import java.util.List;
import java.util.Set;

/**
 * What was accepted, compared with what arrived.
 *
 * @param accepted how many events were accepted
 * @param arrived how many messages arrived, repeats included
 * @param lost accepted events of which no message arrived
 * @param told how many events gap events say are missing
 * @param repeated messages of an event that had arrived before
 * @param reordered first occurrences that came behind a later one of their key
 * @param altered messages whose key or body is not that of their event
 * @param refusedYetArrived events that arrived although their refusal promised that they would not
 * @param foreign messages that are no numbered event
 */
record Verdict(
    int accepted,
    int arrived,
    List<NumberedEvent> lost,
    long told,
    long repeated,
    List<NumberedEvent> reordered,
    List<Arrived> altered,
    List<NumberedEvent> refusedYetArrived,
    List<Arrived> foreign) {

  /**
   * Compares.
   *
   * @param messages in the order of arrival, at least within each key
   */
  static Verdict of(Outcomes outcomes, List<Arrived> messages) {
    Tally tally = new Tally(outcomes.refused()::contains);
    messages.forEach(tally::add);
    return tally.verdict(outcomes.accepted().size(), outcomes.accepted().stream());
  }

  /** The same where these events need not have arrived. */
  Verdict excusing(Set<NumberedEvent> excused) {
    return new Verdict(
        accepted,
        arrived,
        lost.stream().filter(event -> !excused.contains(event)).toList(),
        told,
        repeated,
        reordered,
        altered,
        refusedYetArrived,
        foreign);
  }

  /**
   * Nothing lost but what consumers were told of, nothing invented, altered or out of order;
   * repeats are allowed.
   */
  boolean keepsItsPromises() {
    return lost.size() <= told
        && reordered.isEmpty()
        && altered.isEmpty()
        && refusedYetArrived.isEmpty()
        && foreign.isEmpty();
  }

  /** The figures, and the first of each kind of breach. */
  @Override
  public String toString() {
    return accepted
        + " accepted, "
        + arrived
        + " arrived, "
        + repeated
        + " repeated, lost "
        + few(lost)
        + ", told of "
        + told
        + ", reordered "
        + few(reordered)
        + ", altered "
        + few(altered)
        + ", refused but arrived "
        + few(refusedYetArrived)
        + ", foreign "
        + few(foreign);
  }

  private static String few(List<?> breaches) {
    return breaches.size()
        + (breaches.isEmpty() ? "" : " " + breaches.subList(0, Math.min(3, breaches.size())));
  }
}
