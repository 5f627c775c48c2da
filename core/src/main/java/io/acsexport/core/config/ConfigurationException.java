package io.acsexport.core.config;

import java.nio.file.Path;
import java.util.List;

/** A configuration that cannot be used; carries every problem found. */
public final class ConfigurationException extends Exception {

  private final transient List<ConfigurationProblem> problems;

  /**
   * Of a configuration file.
   *
   * @param file the one that was to be loaded
   * @param problems at least one, by position
   */
  public ConfigurationException(Path file, List<ConfigurationProblem> problems) {
    super(message(file, problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order in which it stands in the file. */
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  private static String message(Path file, List<ConfigurationProblem> problems) {
    StringBuilder message = new StringBuilder("configuration ").append(file).append(" has ");
    message.append(problems.size() == 1 ? "a problem:" : problems.size() + " problems:");
    for (ConfigurationProblem problem : problems) {
      message.append("\n  ").append(problem);
    }
    return message.toString();
  }
}
