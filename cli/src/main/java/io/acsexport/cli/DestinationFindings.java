package io.acsexport.cli;

import io.acsexport.core.config.ConfigurationProblem;
import io.acsexport.transport.Notice;
import java.util.List;

/**
 * What a check found at one destination.
 *
 * @param name the destination
 * @param transport its transport's name
 * @param problems why its settings cannot be used together; empty where they can
 * @param notices good things included
 */
record DestinationFindings(
    String name, String transport, List<ConfigurationProblem> problems, List<Notice> notices) {

  DestinationFindings {
    problems = List.copyOf(problems);
    notices = List.copyOf(notices);
  }

  /** Whether it would deliver. */
  boolean ok() {
    return problems.isEmpty()
        && notices.stream().noneMatch(notice -> notice.level() == Notice.Level.ERROR);
  }
}
