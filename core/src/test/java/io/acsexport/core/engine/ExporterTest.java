package io.acsexport.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.OutboundMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExporterTest {

  @TempDir Path folder;

  private final MemoryTransport swift = new MemoryTransport("swift");
  private final MemoryTransport slow = new MemoryTransport("slow");
  private @Nullable Exporter exporter;

  @AfterEach
  void close() {
    slow.answer();
    if (exporter != null) {
      exporter.close();
    }
  }

  @Test
  void whatAcsLeavesOutStaysOut() throws Exception {
    Exporter open = open("swift { transport = swift }", "");
    open.publish(new PublishRequest(null, null, "T", null, null, null, null, null));
    open.publish(new PublishRequest("id-1", "C", null, "s", "VM", "", "", null));

    List<OutboundMessage> arrived = deliverAll(open, swift, 2);

    OutboundMessage bare = arrived.get(0);
    assertThat(bare.key()).isNull();
    assertThat(bare.body()).isNull();
    assertThat(bare.headers()).containsEntry("acs-type", "T").doesNotContainKeys("acs-category");
    assertThat(bare.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
    OutboundMessage empty = arrived.get(1);
    assertThat(empty.key()).isEmpty();
    assertThat(empty.body()).isEmpty();
    assertThat(empty.id()).isEqualTo("id-1");
    assertThat(empty.headers()).containsEntry("acs-node", "ms1").doesNotContainKeys("acs-type");
  }

  @Test
  void anUnpairedSurrogateBecomesAQuestionMarkAsInTheStockBus() throws Exception {
    Exporter open = open("swift { transport = swift }", "");
    open.publish(event("vm-1", "a\uD800b"));

    assertThat(deliverAll(open, swift, 1).get(0).body()).isEqualTo("a?b".getBytes(UTF_8));
  }

  @Test
  void aBodyOverTheLimitIsRefusedAndCountedAndHarmsNoOther() throws Exception {
    Exporter open = open("swift { transport = swift }", "max-event-size = 1 KiB");
    assertThatThrownBy(() -> open.publish(event("vm-1", "x".repeat(1025))))
        .isInstanceOf(PublishRefusedException.class)
        .hasMessageContaining("max-event-size")
        .satisfies(e -> assertThat(((PublishRefusedException) e).outcomeUnknown()).isFalse());
    open.publish(event("vm-1", "x".repeat(1024)));

    assertThat(deliverAll(open, swift, 1)).hasSize(1);
    assertThat(open.status().refused()).isEqualTo(Map.of("too-large", 1L));
    assertThat(open.status().accepted()).isEqualTo(1);
  }

  @Test
  void anInterruptedThreadStoresItsEventAndKeepsItsFlag() throws Exception {
    Exporter open = open("swift { transport = swift }", "");
    Thread.currentThread().interrupt();
    open.publish(event("vm-1", "interrupted"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(bodies(deliverAll(open, swift, 1))).containsExactly("interrupted");
  }

  @Test
  void aHostThatEndsRightAfterTheStopRepeatsNothing() throws Exception {
    Exporter open = open("swift { transport = swift }", "");
    publish(open, 100);
    deliverAll(open, swift, 100);
    // What a JVM leaves that ends now: it closes nothing.
    Path left = Files.createDirectory(folder.resolve("left"));
    try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, left.resolve(file.getFileName()));
      }
    }
    open.close();

    exporter = open("swift { transport = swift }", "directory = \"" + left + "\"");
    deliverAll(exporter, swift, 100);
  }

  @Test
  void secretsAreMaskedBeforeAnythingIsStored() throws Exception {
    Exporter open = open("swift { transport = swift }", "");
    open.publish(event("vm-1", "{\"cmdInfo\":{\"sessionkey\":\"MARKER\",\"id\":\"1\"}}"));

    assertThat(bodies(deliverAll(open, swift, 1)))
        .containsExactly("{\"cmdInfo\":{\"sessionkey\":\"****\",\"id\":\"1\"}}");
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), UTF_8))
            .as("%s", file)
            .doesNotContain("MARKER");
      }
    }
  }

  @Test
  void aDestinationThatHangsDelaysNoOtherAndGetsEverythingLater() throws Exception {
    Exporter open = open("slow { transport = slow }\n swift { transport = swift }", "");
    slow.hang();
    open.start();
    publish(open, 500);

    await().until(() -> swift.arrived.size() == 500);
    assertThat(slow.arrived).isEmpty();
    slow.answer();
    await().until(() -> slow.arrived.size() == 500);
    assertThat(bodies(slow.arrived)).isEqualTo(bodies(swift.arrived));
  }

  @Test
  void whenTheSpoolFillsUpTheLaggardAloneLosesAndItsConsumersAreTold() throws Exception {
    Exporter open =
        open(
            "slow { transport = slow }\n swift { transport = swift }",
            "segment-size = 64 KiB, max-event-size = 4 KiB, max-size = 512 KiB");
    slow.hang();
    open.start();
    String filler = "x".repeat(1000);
    // Nobody is refused: publish would throw. The next ones wait until the swift one has kept up.
    for (int i = 0; i < 2_000; i++) {
      open.publish(event("vm-" + i % 7, i + " " + filler));
      if (i % 50 == 0) {
        int sent = i;
        await().until(() -> swift.arrived.size() > sent);
      }
    }
    await().until(() -> swift.arrived.size() == 2_000);
    assertThat(bodies(swift.arrived))
        .isEqualTo(IntStream.range(0, 2_000).mapToObj(i -> i + " " + filler).toList());

    slow.answer();
    await()
        .until(
            () ->
                open.status().destinations().values().stream()
                    .allMatch(worker -> worker.backlog().events() == 0));
    List<OutboundMessage> gaps =
        slow.arrived.stream()
            .filter(message -> "ACSEXPORT.GAP".equals(message.headers().get("acs-type")))
            .toList();
    assertThat(gaps).isNotEmpty();
    long told = gaps.stream().mapToLong(ExporterTest::count).sum();
    long kept = (long) slow.arrived.size() - gaps.size();
    // What was under way while it was dropped arrives all the same, and is then no longer told.
    assertThat(told + kept).isEqualTo(2_000);
    assertThat(told).isLessThanOrEqualTo(open.status().spool().dropped());
    assertThat(kept).isLessThan(2_000);
  }

  private Exporter open(String destinations, String spool)
      throws IOException, ConfigurationException {
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
    exporter =
        Exporter.open(
            ConfigurationLoader.load(file, TransportCatalog.of(swift, slow), Map.of()).config(),
            "ms1",
            Clock.systemUTC());
    return exporter;
  }

  private static void publish(Exporter exporter, int count) throws PublishRefusedException {
    for (int i = 0; i < count; i++) {
      exporter.publish(event("vm-" + i % 7, "event " + i));
    }
  }

  private static PublishRequest event(String uuid, String body) {
    return new PublishRequest(null, "ActionEvent", "VM.START", "s", "VM", uuid, body, null);
  }

  private static List<OutboundMessage> deliverAll(
      Exporter exporter, MemoryTransport transport, int expected) {
    exporter.start();
    assertThat(exporter.stop(Duration.ofSeconds(20))).isTrue();
    assertThat(transport.arrived).hasSize(expected);
    return transport.arrived;
  }

  private static List<String> bodies(List<OutboundMessage> messages) {
    return messages.stream().map(message -> body(message)).toList();
  }

  private static String body(OutboundMessage message) {
    byte[] body = message.body();
    return body == null ? "null" : new String(body, UTF_8);
  }

  private static long count(OutboundMessage gap) {
    return Long.parseLong(body(gap).replaceFirst(".*\"count\":(\\d+).*", "$1"));
  }
}
