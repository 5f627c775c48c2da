package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.LoadedConfiguration;
import io.acsexport.core.engine.DestinationTransports;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.engine.SpoolPlace;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The engine in this JVM, with transports loaded from a directory as in production. */
final class IsolatedEngine implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private final TransportCatalog transports;
  private final LoadedConfiguration configuration;
  private final Exporter exporter;

  private IsolatedEngine(
      TransportCatalog transports, LoadedConfiguration configuration, Exporter exporter) {
    this.transports = transports;
    this.configuration = configuration;
    this.exporter = exporter;
  }

  static IsolatedEngine open(Path transportsDirectory, Path configuration) throws Exception {
    TransportCatalog transports = TransportCatalog.load(transportsDirectory);
    assertThat(transports.problems()).isEmpty();
    LoadedConfiguration loaded = ConfigurationLoader.load(configuration, transports, Map.of());
    return new IsolatedEngine(
        transports, loaded, Exporter.open(loaded.config(), "ms1", Clock.systemUTC()));
  }

  /** Publishes events with these bodies and waits until the broker has confirmed them. */
  void deliver(String... bodies) throws Exception {
    publish(bodies);
    drain();
  }

  /** Begins delivery and publishes events with these bodies. */
  void publish(String... bodies) throws Exception {
    exporter.start();
    for (String body : bodies) {
      exporter.publish(
          new PublishRequest(null, "ActionEvent", "VM.START", "test", "VM", body, body, null));
    }
  }

  /** Ends delivery once the broker has confirmed everything. */
  void drain() {
    assertThat(exporter.stop(LIMIT)).as("%s", exporter.status()).isTrue();
  }

  /** What {@code acs-export check} would look at. */
  List<Notice> check() throws Exception {
    DestinationConfig destination = configuration.config().destinations().get(0);
    try (DestinationTransports maker =
            new DestinationTransports(
                destination,
                "ms1",
                SpoolPlace.none(),
                MAX_MESSAGE_BYTES,
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                notice -> {});
        Transport transport = maker.create()) {
      return ((Checkable) transport).check(LIMIT);
    }
  }

  @Override
  public void close() {
    exporter.close();
    transports.close();
  }
}
