package io.acsexport.core.config;

import io.acsexport.transport.SettingException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A configuration that passed every check that needs no transport. Immutable and thread-safe.
 * Prints no more than its effective form.
 */
public final class LoadedConfiguration {

  private final ExporterConfig config;
  private final EffectiveConfiguration effective;
  private final Set<Path> files;
  private final Problems places;

  LoadedConfiguration(
      ExporterConfig config, EffectiveConfiguration effective, Set<Path> files, Problems places) {
    this.config = config;
    this.effective = effective;
    this.files = Collections.unmodifiableSet(new TreeSet<>(files));
    this.places = places;
  }

  /** For the engine. */
  public ExporterConfig config() {
    return config;
  }

  /** For people. */
  public EffectiveConfiguration effective() {
    return effective;
  }

  /**
   * What the configuration depends on: the file itself, what it includes, the files of secrets, and
   * those that the transports' settings name. A change of any may change the configuration.
   */
  public Set<Path> files() {
    return files;
  }

  /** What a transport found wrong with a destination's settings, with file and line. */
  public List<ConfigurationProblem> problems(String destination, SettingException exception) {
    String settings = EngineSettings.ROOT + ".destinations." + destination + ".settings";
    return places.located(
        exception.problems().stream()
            .map(
                problem -> new Problems.Unplaced(settings + "." + problem.key(), problem.message()))
            .toList());
  }

  @Override
  public String toString() {
    return effective.toString();
  }
}
