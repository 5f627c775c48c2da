package io.acsexport.testing.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The exporter against one other in one figure. The ratio is that of each pair of turns, ours
 * divided by the other's.
 *
 * @param bench what was measured
 * @param contender what the exporter is compared with
 * @param unit of the figures
 * @param rounds how often both had their turn
 */
record Comparison(
    String bench,
    String contender,
    String unit,
    Spread ours,
    Spread other,
    Spread ratio,
    int rounds) {

  /** Of figures in the order of the rounds. */
  static Comparison of(
      String bench, String contender, String unit, List<Double> ours, List<Double> other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / other.get(i));
    }
    return new Comparison(
        bench, contender, unit, Spread.of(ours), Spread.of(other), Spread.of(ratios), ours.size());
  }
}
