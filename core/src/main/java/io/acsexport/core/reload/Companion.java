package io.acsexport.core.reload;

import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.engine.Exporter;

/**
 * What lives beside an exporter for as long as that does, such as its control socket: made after
 * the exporter is opened, closed before it is. Its methods are called by one thread at a time.
 */
public interface Companion extends AutoCloseable {

  /** Another configuration is in force for the same exporter. */
  void follow(ExporterConfig config);

  @Override
  void close();

  /** Makes one for each exporter that is opened. */
  interface Maker {

    /**
     * Makes it; quick, and throws nothing that an operator could cause.
     *
     * @param node the id of this management server
     */
    Companion of(Exporter exporter, ExporterConfig config, String node);
  }

  /** For exporters that live alone. */
  static Maker none() {
    return (exporter, config, node) ->
        new Companion() {
          @Override
          public void follow(ExporterConfig next) {}

          @Override
          public void close() {}
        };
  }
}
