package io.acsexport.core.reload;

import io.acsexport.core.config.ConfigurationProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What is said about configurations that cannot be used. */
final class Reasons {

  /** The rest is shown by {@code acs-export check}; a log line must end somewhere. */
  private static final int MAX_PROBLEMS = 10;

  private static final String ADVICE =
      " Correct the file and look at it with 'acs-export check'; it is taken at once, without a"
          + " restart.";

  private Reasons() {}

  /** Nothing is exported. */
  static String idle(String problems) {
    return "No event is exported, because of " + problems + "." + ADVICE;
  }

  /** The same where none can have been kept. */
  static String idleWithoutFolder(String problems, Path state) {
    return "No event is exported, because of "
        + problems
        + "; and there is no folder "
        + state
        + ", in which the last good configuration would be kept."
        + ADVICE;
  }

  /** The one before stays in force. */
  static String kept(String problems) {
    return "The changed configuration is not applied, because of "
        + problems
        + ". The one before stays in force."
        + ADVICE;
  }

  /** The last good one is in force. */
  static String lastGood(String problems, Object savedAt) {
    return "The configuration cannot be used, because of "
        + problems
        + ". Events are exported under the last good one, kept since "
        + savedAt
        + "."
        + ADVICE;
  }

  /**
   * On one line, however many problems there are: it must be found whole by a search of the log.
   */
  static String problems(Path file, List<ConfigurationProblem> problems) {
    String listed =
        problems.stream()
            .limit(MAX_PROBLEMS)
            .map(problem -> problem.toString().replace('\n', ' '))
            .collect(Collectors.joining(" | "));
    int more = problems.size() - MAX_PROBLEMS;
    return (problems.size() == 1 ? "a problem" : problems.size() + " problems")
        + " in "
        + file
        + ": "
        + listed
        + (more > 0 ? " | and " + more + " more" : "");
  }
}
