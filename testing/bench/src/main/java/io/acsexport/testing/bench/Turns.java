package io.acsexport.testing.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of contenders that took turns, by contender and in the order of the rounds. */
final class Turns {

  private final Map<String, List<Map<String, Double>>> figures = new LinkedHashMap<>();

  void add(String contender, Map<String, Double> turn) {
    figures.computeIfAbsent(contender, name -> new ArrayList<>()).add(turn);
  }

  boolean has(String contender) {
    return figures.containsKey(contender);
  }

  /** One figure of a contender, multiplied by {@code scale}. */
  List<Double> of(String contender, String figure, double scale) {
    List<Double> values = new ArrayList<>();
    for (Map<String, Double> turn : figures.getOrDefault(contender, List.of())) {
      Double value = turn.get(figure);
      if (value == null) {
        throw new IllegalStateException(contender + " gave no figure " + figure);
      }
      values.add(value * scale);
    }
    return values;
  }

  /** Rate and cost of a turn that brought so many events to the broker. */
  static Map<String, Double> perEvent(Map<String, Double> figures, int events) {
    return Map.of(
        "rate", events / figures.getOrDefault("seconds", Double.NaN),
        "cpu", figures.getOrDefault("cpu-seconds", Double.NaN) / events,
        "bytes", figures.getOrDefault("allocated", Double.NaN) / events);
  }

  Comparison compare(
      String bench, String ours, String other, String figure, String unit, double scale) {
    return Comparison.of(bench, other, unit, of(ours, figure, scale), of(other, figure, scale));
  }
}
