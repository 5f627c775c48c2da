package io.acsexport.core.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A configuration that cannot be used; carries every problem found. */
public final class ConfigurationException extends Exception {

  private final transient List<ConfigurationProblem> problems;
  private final transient Map<Path, FileDigest> files;

  /**
   * Of a configuration file.
   *
   * @param file the one that was to be loaded
   * @param problems at least one, by position
   * @param files as {@link #digests()}
   */
  public ConfigurationException(
      Path file, List<ConfigurationProblem> problems, Map<Path, FileDigest> files) {
    super(message(file, problems));
    this.problems = List.copyOf(problems);
    this.files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** What is wrong, in the order in which it stands in the file. */
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  /**
   * Every file that was read or named until the configuration was given up, those included that are
   * not there: a change of any may mend it. After a syntax error these are the files as far as they
   * could be read; what is named in the rest is not known yet.
   */
  public Set<Path> files() {
    return files.keySet();
  }

  /** What each of these {@link #files()} held when it was read. */
  public Map<Path, FileDigest> digests() {
    return files;
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
