package io.acsexport.testing.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the script hands over.
 *
 * @param subjects what to measure
 * @param quick whether few rounds of few events are enough
 * @param home the assembled engine
 * @param work a folder for everything that is written
 * @param json where the figures go as well, or null
 */
record BenchOptions(
    Set<Subject> subjects, boolean quick, Path home, Path work, @Nullable Path json) {

  /** What can be measured. */
  enum Subject {
    PUBLISH,
    PARTS,
    KAFKA,
    RABBITMQ,
    BACKLOG,
    RECOVERY
  }

  BenchOptions {
    subjects = Set.copyOf(subjects);
  }

  /** The subjects in their order. */
  List<Subject> ordered() {
    return List.copyOf(EnumSet.copyOf(subjects));
  }

  /** How often each contender has its turn. */
  int rounds() {
    return quick ? 2 : 5;
  }

  /** How often before that, for their code to be compiled. */
  int warmUps() {
    return quick ? 1 : 2;
  }

  static BenchOptions parse(List<String> args) {
    Set<Subject> subjects = EnumSet.noneOf(Subject.class);
    boolean quick = false;
    Path home = null;
    Path work = null;
    Path json = null;
    List<String> left = new ArrayList<>(args);
    while (!left.isEmpty()) {
      String word = left.remove(0);
      switch (word) {
        case "--quick" -> quick = true;
        case "--home" -> home = Path.of(left.remove(0));
        case "--work" -> work = Path.of(left.remove(0));
        case "--json" -> json = Path.of(left.remove(0));
        case "all" -> subjects.addAll(EnumSet.allOf(Subject.class));
        default -> subjects.add(Subject.valueOf(word.toUpperCase(Locale.ROOT)));
      }
    }
    return new BenchOptions(
        subjects.isEmpty() ? EnumSet.allOf(Subject.class) : subjects,
        quick,
        Objects.requireNonNull(home, "--home is missing"),
        Objects.requireNonNull(work, "--work is missing"),
        json);
  }
}
