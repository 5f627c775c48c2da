package io.acsexport.core.config;

import io.acsexport.transport.SettingException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A configuration that passed every check that needs no transport. Immutable and thread-safe.
 * Prints no more than its effective form.
 */
public final class LoadedConfiguration {

  private final ExporterConfig config;
  private final EffectiveConfiguration effective;
  private final Map<Path, FileDigest> files;
  private final Map<Path, String> texts;
  private final Problems places;

  LoadedConfiguration(
      ExporterConfig config,
      EffectiveConfiguration effective,
      Map<Path, FileDigest> files,
      Map<Path, String> texts,
      Problems places) {
    this.config = config;
    this.effective = effective;
    this.files = Collections.unmodifiableMap(new TreeMap<>(files));
    this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
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
    return files.keySet();
  }

  /** What each of these {@link #files()} held when it was read. */
  public Map<Path, FileDigest> digests() {
    return files;
  }

  /**
   * The words of the configuration file itself and of what it includes, passwords that are written
   * there among them. Files of secrets are not.
   */
  public Map<Path, String> texts() {
    return texts;
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
