package io.acsexport.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.TransportContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each run is an exporter of its own on the same spool, with another configuration. */
class DestinationsComeAndGoTest {

  private static final String MAIN = "main { transport = main }\n";
  private static final String OTHER = "other { transport = other }\n";

  @TempDir Path folder;

  private final MemoryTransport main = new MemoryTransport("main");
  private final MemoryTransport other = new MemoryTransport("other");
  private String spool = "";
  private @Nullable Exporter exporter;

  @AfterEach
  void close() {
    main.answer();
    other.answer();
    stop();
  }

  @Test
  void aNewDestinationBeginsWithTheNextEvent() throws Exception {
    run(MAIN, "a");
    run(MAIN + OTHER, "b");

    assertThat(bodies(main)).containsExactly("a", "b");
    assertThat(bodies(other)).containsExactly("b");
  }

  @Test
  void aNewDestinationThatStartsAtTheEarliestGetsWhatTheSpoolStillHolds() throws Exception {
    main.hang();
    runUntilSettled(null, MAIN, "a");
    main.answer();
    run(MAIN + "other { transport = other, start = earliest }", "b");

    assertThat(bodies(other)).containsExactly("a", "b");
    assertThat(bodies(main)).containsExactly("a", "b");
  }

  @Test
  void aTransportIsToldWhereItsDestinationStandsAndWhatThisStartNumbers() throws Exception {
    run(MAIN, "a", "b");
    long last = main.arrived.get(1).sequence();
    TransportContext first = requireNonNull(main.context);
    assertThat(first.position()).isEqualTo(last);
    assertThat(first.bootSequence()).isLessThanOrEqualTo(main.arrived.get(0).sequence());

    run(MAIN, "c");
    TransportContext second = requireNonNull(main.context);
    assertThat(second.bootSequence())
        .isGreaterThan(last)
        .isLessThanOrEqualTo(main.arrived.get(2).sequence());
    assertThat(second.position()).isEqualTo(main.arrived.get(2).sequence());
    assertThat(second.identity().boot()).isNotEqualTo(first.identity().boot());
  }

  @Test
  void theStartCountsOnceOnly() throws Exception {
    String earliest = "other { transport = other, start = earliest }\n";
    main.hang();
    runUntilSettled(null, MAIN, "a");
    runUntilSettled("other", MAIN + earliest, "b");
    main.answer();
    run(MAIN + earliest, "c");

    assertThat(bodies(other)).containsExactly("a", "b", "c");
  }

  @Test
  void aRemovedDestinationKeepsItsBacklogAndGoesOnWhenItComesBack() throws Exception {
    run(MAIN + OTHER, "a");
    other.hang();
    runUntilSettled("main", MAIN + OTHER, "b");
    other.answer();
    run(MAIN, "c", "d");
    assertThat(bodies(other)).containsExactly("a");

    run(MAIN + OTHER, "e");

    assertThat(bodies(other)).containsExactly("a", "b", "c", "d", "e");
    assertThat(bodies(main)).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void aRemovedDestinationYieldsFirstAndIsToldWhenItComesBack() throws Exception {
    spool = "segment-size = 64 KiB, max-event-size = 4 KiB, max-size = 512 KiB";
    run(MAIN + OTHER, "a");
    // Nothing of the one that is configured may be dropped, and nobody is refused.
    String holding = "main { transport = main, when-full = hold }\n";
    String[] many = numbers(2_000);
    run(holding, many);
    assertThat(bodies(main)).hasSize(2_001).endsWith(many);

    run(holding + OTHER, "z");

    List<OutboundMessage> late = other.arrived.subList(1, other.arrived.size());
    assertThat(late.get(0).headers()).containsEntry("acs-type", "ACSEXPORT.GAP");
    // The spool is still full then, so that a second gap can follow the first.
    int dropped = 0;
    List<String> arrived = new ArrayList<>();
    for (OutboundMessage message : late) {
      if ("ACSEXPORT.GAP".equals(message.headers().get("acs-type"))) {
        dropped += Integer.parseInt(body(message).replaceFirst(".*\"count\":(\\d+).*", "$1"));
      } else {
        arrived.add(body(message));
      }
    }
    assertThat(dropped).isBetween(1_000, 1_999);
    List<String> kept = new ArrayList<>(Arrays.asList(many).subList(dropped, many.length));
    kept.add("z");
    assertThat(arrived).isEqualTo(kept);
  }

  @Test
  void aForgottenDestinationIsNewWhenItComesBack() throws Exception {
    run(MAIN + OTHER, "a");
    run(MAIN, "b");
    try (ForsakenDestinations forsaken =
        ForsakenDestinations.open(config(MAIN), Clock.systemUTC())) {
      assertThat(forsaken.names()).containsExactly("other");
      assertThat(forsaken.kept("other").events()).isEqualTo(1);
      forsaken.forget("other");
      assertThat(forsaken.names()).isEmpty();
    }
    run(MAIN + OTHER, "c");

    assertThat(bodies(other)).containsExactly("a", "c");
    assertThat(bodies(main)).containsExactly("a", "b", "c");
  }

  @Test
  void lookingAtAFullSpoolDropsNothing() throws Exception {
    spool = "segment-size = 64 KiB, max-event-size = 4 KiB, max-size = 512 KiB";
    run(MAIN + OTHER, "a");
    String[] many = numbers(1_000);
    run(MAIN, many);
    try (ForsakenDestinations forsaken =
        ForsakenDestinations.open(config(MAIN), Clock.systemUTC())) {
      long first = forsaken.kept("other").events();
      assertThat(first).isBetween(100L, 999L);
      assertThat(forsaken.kept("other").events()).isEqualTo(first);
    }
    try (ForsakenDestinations again = ForsakenDestinations.open(config(MAIN), Clock.systemUTC())) {
      assertThat(again.kept("other").events()).isBetween(100L, 999L);
    }
  }

  /** Delivers to the end. */
  private void run(String destinations, String... bodies) throws Exception {
    Exporter running = start(destinations);
    for (int i = 0; i < bodies.length; i++) {
      publish(running, bodies[i]);
      if (i % 50 == 49) {
        int last = i;
        await().until(() -> contains(main, bodies[last]));
      }
    }
    assertThat(running.stop(Duration.ofSeconds(20))).as("drained").isTrue();
    stop();
  }

  /** Ends when this destination has everything, although another has not. */
  private void runUntilSettled(@Nullable String settled, String destinations, String body)
      throws Exception {
    Exporter running = start(destinations);
    publish(running, body);
    if (settled != null) {
      await()
          .until(
              () ->
                  requireNonNull(running.status().destinations().get(settled)).backlog().events()
                      == 0);
    }
    stop();
  }

  private Exporter start(String destinations) throws Exception {
    exporter = Exporter.open(config(destinations), "ms1", Clock.systemUTC());
    exporter.start();
    return exporter;
  }

  private void stop() {
    if (exporter != null) {
      exporter.close();
      exporter = null;
    }
  }

  private ExporterConfig config(String destinations) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            """
            acs-export {
              # Not what is tested here, and a busy machine prepares small segments slowly.
              publish-timeout = 10 s
              destinations { %s }
              spool { directory = "%s"
                %s
              }
            }
            """
                .formatted(destinations, folder.resolve("spool"), spool));
    return ConfigurationLoader.load(file, TransportCatalog.of(main, other), Map.of()).config();
  }

  /** Where the spool is small each event is long, without its number being so. */
  private void publish(Exporter exporter, String body) throws PublishRefusedException {
    String stored = spool.isEmpty() ? body : body + " ".repeat(1_000);
    exporter.publish(new PublishRequest(null, "ActionEvent", "T", "s", "VM", "vm", stored, null));
  }

  private static String[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
  }

  private static boolean contains(MemoryTransport transport, String body) {
    return transport.arrived.stream().anyMatch(message -> body(message).equals(body));
  }

  private static List<String> bodies(MemoryTransport transport) {
    return transport.arrived.stream().map(DestinationsComeAndGoTest::body).toList();
  }

  private static String body(OutboundMessage message) {
    return new String(requireNonNull(message.body()), UTF_8).strip();
  }
}
