package io.acsexport.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong, and knows where each key was written. */
final class Problems {

  /** A problem of which only the key is known. */
  record Unplaced(String path, String message) {}

  private record Found(Position position, String path, String message) {}

  private static final Comparator<Found> ORDER =
      Comparator.comparing(Found::position).thenComparing(Found::path);

  private final Sources sources;
  private final List<Found> found = new ArrayList<>();
  private final Map<String, Position> positions = new HashMap<>();

  Problems(Sources sources) {
    this.sources = sources;
  }

  /** Notes where a key stands, for problems reported by its path. */
  void place(String path, Position position) {
    positions.put(path, position);
  }

  /** Adds a problem of a key; where the key was not written, its nearest block is named. */
  void add(String path, String message) {
    add(positionOf(path), path, message);
  }

  void add(Position position, String path, String message) {
    Found problem = new Found(position, path, message);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /** Whether there is a problem of this very key. */
  boolean concern(String path) {
    return found.stream().anyMatch(problem -> problem.path().equals(path));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** All problems by position, those of one line in the order of their keys. */
  List<ConfigurationProblem> sorted() {
    return sorted(found);
  }

  /** The same of problems found later, which are not kept. */
  List<ConfigurationProblem> located(List<Unplaced> later) {
    return sorted(
        later.stream()
            .map(
                problem -> new Found(positionOf(problem.path()), problem.path(), problem.message()))
            .toList());
  }

  private List<ConfigurationProblem> sorted(List<Found> list) {
    return list.stream()
        .sorted(ORDER)
        .map(
            problem ->
                new ConfigurationProblem(
                    sources.describe(problem.position()), problem.path(), problem.message()))
        .toList();
  }

  private Position positionOf(String path) {
    String candidate = path;
    while (true) {
      Position position = positions.get(candidate);
      if (position != null) {
        return position;
      }
      int dot = candidate.lastIndexOf('.');
      if (dot < 0) {
        return Position.START;
      }
      candidate = candidate.substring(0, dot);
    }
  }
}
