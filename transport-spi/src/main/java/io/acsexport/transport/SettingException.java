package io.acsexport.transport;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that are well-formed each for itself but unusable; carries every problem found. */
public class SettingException extends Exception {

  private final transient List<SettingProblem> problems;

  /** With all problems; at least one. */
  public SettingException(List<SettingProblem> problems) {
    super(
        problems.stream()
            .map(problem -> problem.key() + ": " + problem.message())
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** With one problem. */
  public SettingException(String key, String message) {
    this(List.of(new SettingProblem(key, message)));
  }

  /** What is wrong, each with its setting. */
  public List<SettingProblem> problems() {
    return problems;
  }
}
