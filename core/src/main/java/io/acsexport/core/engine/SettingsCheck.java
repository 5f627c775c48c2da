package io.acsexport.core.engine;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationProblem;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.LoadedConfiguration;
import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Asks each transport whether it can work with its settings, before anything is opened: what a
 * transport finds wrong is a mistake in the configuration file and is reported like any other.
 */
public final class SettingsCheck {

  private SettingsCheck() {}

  /**
   * Makes a transport for every destination and closes it again; no I/O with brokers.
   *
   * @see #run(Path, LoadedConfiguration, Collection, String, Clock, BiConsumer)
   */
  public static void run(
      Path file,
      LoadedConfiguration loaded,
      String node,
      Clock clock,
      BiConsumer<DestinationConfig, Notice> notices)
      throws ConfigurationException {
    run(file, loaded, loaded.config().destinations(), node, clock, notices);
  }

  /**
   * The same for some of them.
   *
   * @param file the configuration file, for the message
   * @param notices told what the transports remark, with the destination
   * @throws ConfigurationException with every problem of every transport, by file and line
   */
  public static void run(
      Path file,
      LoadedConfiguration loaded,
      Collection<DestinationConfig> destinations,
      String node,
      Clock clock,
      BiConsumer<DestinationConfig, Notice> notices)
      throws ConfigurationException {
    List<ConfigurationProblem> problems = new ArrayList<>();
    for (DestinationConfig destination : destinations) {
      try (DestinationTransports transports =
          new DestinationTransports(
              destination,
              node,
              SpoolPlace.none(),
              loaded.config().spool().maxRecordSize(),
              clock,
              new SimpleMeterRegistry(),
              notice -> notices.accept(destination, notice))) {
        transports.create().close();
      } catch (SettingException e) {
        problems.addAll(loaded.problems(destination.name(), e));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(file, problems, loaded.digests());
    }
  }
}
