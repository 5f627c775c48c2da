package io.acsexport.testing.road;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.CapturedEvents;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the tests of the road share: the assembled home, configuration files, publishing threads.
 */
public final class Road {

  /** The engine as the build assembled it; the build names it to the tests. */
  public static final Path HOME =
      Path.of(Objects.requireNonNull(System.getProperty("acs-export.test.home"), "no home given"))
          .normalize();

  static final List<CapturedEvent> EVENTS = CapturedEvents.bundled();

  static final List<Expected> EXPECTED = EVENTS.stream().map(Expected::of).toList();

  private Road() {}

  /** A configuration with one Kafka destination, {@code main}, whose spool lies beside the file. */
  static Path configuration(Path folder, String drainTimeout, String settings) throws IOException {
    return configurationOf(
        folder,
        drainTimeout,
        "main { transport = kafka, start = earliest, settings { " + settings + " } }");
  }

  /** The same with these destinations. */
  public static Path configurationOf(Path folder, String drainTimeout, String destinations)
      throws IOException {
    return configurationOf(folder, drainTimeout, destinations, "");
  }

  /** The same with these further settings of the spool. */
  public static Path configurationOf(
      Path folder, String drainTimeout, String destinations, String spool) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(
        folder.resolve("acs-export.conf"),
        """
        acs-export {
          node = ms1
          drain-timeout = %s
          destinations {
            %s
          }
          spool { directory = "%s", %s }
        }
        """
            .formatted(drainTimeout, destinations, folder.resolve("spool"), spool));
  }

  /** Settings of a Kafka destination. */
  public static String producer(String topic, String bootstrapServers) {
    return "topic = " + topic + ", producer { bootstrap.servers = \"" + bootstrapServers + "\" }";
  }

  /** Publishes on several threads, each resource's events on one of them, as ACS's jobs do. */
  static void publish(AcsPublisher publisher, List<CapturedEvent> events, int threads)
      throws InterruptedException, ExecutionException {
    List<List<CapturedEvent>> shares = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      shares.add(new ArrayList<>());
    }
    for (CapturedEvent event : events) {
      shares.get(Math.floorMod(Objects.hashCode(event.resourceUuid()), threads)).add(event);
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (List<CapturedEvent> share : shares) {
        ends.add(
            pool.submit(
                () -> {
                  for (CapturedEvent event : share) {
                    publisher.publish(event);
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
