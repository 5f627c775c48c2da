package io.acsexport.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.OutboundMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One exporter, whose configuration changes while it runs. */
class ReconfigureTest {

  private static final String MAIN = "main { transport = main }\n";
  private static final String OTHER = "other { transport = other }\n";

  @TempDir Path folder;

  private final MemoryTransport main = new MemoryTransport("main");
  private final MemoryTransport other = new MemoryTransport("other");
  private @Nullable Exporter exporter;

  @AfterEach
  void close() {
    main.answer();
    other.answer();
    if (exporter != null) {
      exporter.close();
    }
  }

  @Test
  void changesUnderLoadLoseNothingKeepTheOrderAndDisturbNoOther() throws Exception {
    Exporter running = start(MAIN + OTHER);
    AtomicBoolean publishing = new AtomicBoolean(true);
    AtomicInteger published = new AtomicInteger();
    CompletableFuture<Void> publisher =
        CompletableFuture.runAsync(
            () -> {
              while (publishing.get()) {
                publish(running, Integer.toString(published.getAndIncrement()));
                // Some thousands a second: what is published has to be read back by the test.
                LockSupport.parkNanos(100_000);
              }
            });
    for (int i = 1; i <= 10; i++) {
      int before = main.arrived.size();
      await().until(() -> main.arrived.size() > before + 100);
      Reconfiguration done = reconfigure(labelled("label-" + i) + OTHER);
      assertThat(done.changed()).containsExactly("main");
      assertThat(done.added()).isEmpty();
      assertThat(done.removed()).isEmpty();
      assertThat(done.waiting()).isEmpty();
      String label = "label-" + i;
      await().until(() -> main.labels.contains(label));
    }
    publishing.set(false);
    publisher.join();
    assertThat(running.stop(Duration.ofSeconds(30))).isTrue();

    List<String> all = IntStream.range(0, published.get()).mapToObj(Integer::toString).toList();
    assertThat(new ArrayList<>(new LinkedHashSet<>(bodies(main)))).isEqualTo(all);
    assertThat(bodies(other)).isEqualTo(all);
    assertThat(main.mostLive).hasValue(1);
    assertThat(main.labels).hasSize(11);
    assertThat(other.labels).containsExactly("none");
  }

  @Test
  void aRemovedDestinationKeepsItsBacklogAndGoesOnWhenItComesBack() throws Exception {
    Exporter running = start(MAIN + OTHER);
    publish(running, "a");
    await().until(() -> other.arrived.size() == 1);
    assertThat(reconfigure(MAIN).removed()).containsExactly("other");
    publish(running, "b");
    await().until(() -> main.arrived.size() == 2);
    assertThat(running.status().destinations()).containsOnlyKeys("main");

    assertThat(reconfigure(MAIN + OTHER).added()).containsExactly("other");
    publish(running, "c");
    await().until(() -> other.arrived.size() == 3);
    assertThat(bodies(other)).containsExactly("a", "b", "c");
    assertThat(main.labels).hasSize(1);
  }

  @Test
  void aNewDestinationBeginsWithTheNextEventUnlessToldEarliest() throws Exception {
    Exporter running = start(MAIN);
    main.hang();
    publish(running, "a");
    Reconfiguration done =
        reconfigure(
            MAIN + OTHER + "early { transport = other, start = earliest, settings.label = early }");
    assertThat(done.added()).containsExactly("early", "other");
    publish(running, "b");

    await().until(() -> other.arrived.size() == 3);
    assertThat(bodies(other)).containsExactlyInAnyOrder("a", "b", "b");
  }

  @Test
  void whatIsAddedBeforeTheStartIsDeliveredToFromTheStartOn() throws Exception {
    Exporter opened = Exporter.open(config(MAIN), "ms1", Clock.systemUTC());
    exporter = opened;
    reconfigure(labelled("second") + OTHER);
    publish(opened, "a");
    assertThat(opened.status().destinations()).containsOnlyKeys("main", "other");
    assertThat(main.labels).isEmpty();

    opened.start();
    await().until(() -> main.arrived.size() + other.arrived.size() == 2);
    assertThat(main.labels).containsExactly("second");
  }

  @Test
  void onlyWhatMattersIsAChange() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "one");
    Path key = Files.writeString(folder.resolve("key.pem"), "key one");
    String settings =
        "main { transport = main, settings { password { file = secret }, key-file = key.pem } }";
    start(settings);
    assertThat(reconfigure("# a comment\n\n" + settings).changedAny()).isFalse();
    assertThat(reconfigure(settings + "\nmain.start = earliest").changedAny()).isFalse();

    Files.writeString(secret, "two");
    assertThat(reconfigure(settings).changed()).containsExactly("main");
    Files.writeString(key, "key two");
    assertThat(reconfigure(settings).changed()).containsExactly("main");
    assertThat(reconfigure(settings).changedAny()).isFalse();
    assertThat(reconfigure(settings + "\nmain.batch.max-messages = 7").changed())
        .containsExactly("main");
    assertThat(reconfigure(settings + "\nmain.include.type = [\"VM.*\"]").changed())
        .containsExactly("main");
  }

  @Test
  void attributesRedactionAndTimeOutCountFromTheNextEventOn() throws Exception {
    Exporter running = start(MAIN + OTHER);
    publish(running, "{\"colour\":\"red\"}");
    await().until(() -> main.arrived.size() == 1 && other.arrived.size() == 1);
    Reconfiguration done =
        running.reconfigure(
            config(
                MAIN + OTHER,
                "attributes { cloud = eu-1 }, redaction { additional-keys = [colour] }"),
            "ms1");
    assertThat(done.changed()).containsExactly("main", "other");
    publish(running, "{\"colour\":\"red\"}");
    await().until(() -> main.arrived.size() == 2);

    assertThat(bodies(main)).containsExactly("{\"colour\":\"red\"}", "{\"colour\":\"****\"}");
    assertThat(main.arrived.get(0).headers()).doesNotContainKey("acs-attr-cloud");
    assertThat(main.arrived.get(1).headers()).containsValue("eu-1");
  }

  @Test
  void spoolAndNodeNeedARestartAndTheRestIsApplied() throws Exception {
    Exporter running = start(MAIN);
    ExporterConfig next = config(MAIN + OTHER, "spool { max-size = 2 GiB, fsync = always }");
    Reconfiguration done = running.reconfigure(next, "ms2");

    assertThat(done.restart()).containsExactly("node", "spool.max-size", "spool.fsync");
    assertThat(done.added()).containsExactly("other");
    assertThat(running.status().node()).isEqualTo("ms1");
    assertThat(running.status().spool().maxBytes()).isEqualTo(1L << 30);
    assertThat(reconfigure(MAIN + OTHER).restart()).isEmpty();
  }

  @Test
  void aTransportThatDoesNotLetGoHasNoSuccessorUntilItDoes() throws Exception {
    Exporter running = start(MAIN + OTHER);
    main.hangDeaf();
    publish(running, "a");
    await().until(() -> main.labels.size() == 1);

    Reconfiguration done = reconfigure(labelled("next"));
    assertThat(done.waiting()).containsExactly("main");
    assertThat(done.removed()).containsExactly("other");
    assertThat(running.status().destinations()).containsOnlyKeys("main");
    assertThat(main.mostLive).hasValue(1);
    main.answer();
    await()
        .untilAsserted(
            () -> assertThat(reconfigure(labelled("next")).changed()).containsExactly("main"));
    publish(running, "b");

    await().until(() -> bodies(main).contains("b"));
    assertThat(new LinkedHashSet<>(bodies(main))).containsExactly("a", "b");
    assertThat(main.labels).containsExactly("none", "next");
    assertThat(main.mostLive).hasValue(1);
  }

  @Test
  void afterTheStopNothingBeginsAndAfterTheCloseNothingIsTaken() throws Exception {
    Exporter running = start(MAIN);
    assertThat(running.stop(Duration.ofSeconds(20))).isTrue();
    assertThat(reconfigure(labelled("late") + OTHER).changedAny()).isFalse();
    running.close();

    assertThatThrownBy(() -> reconfigure(MAIN)).isInstanceOf(IllegalStateException.class);
    assertThat(other.labels).isEmpty();
  }

  private Exporter start(String destinations) throws Exception {
    exporter = Exporter.open(config(destinations), "ms1", Clock.systemUTC());
    exporter.start();
    return exporter;
  }

  private Reconfiguration reconfigure(String destinations) throws Exception {
    return requireNonNull(exporter).reconfigure(config(destinations), "ms1");
  }

  private static String labelled(String label) {
    return "main { transport = main, settings.label = " + label + " }\n";
  }

  private ExporterConfig config(String destinations) throws Exception {
    return config(destinations, "");
  }

  private ExporterConfig config(String destinations, String more) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            """
            acs-export {
              publish-timeout = 10 s
              destinations { %s }
              spool { directory = "%s" }
              %s
            }
            """
                .formatted(destinations, folder.resolve("spool"), more));
    return ConfigurationLoader.load(file, TransportCatalog.of(main, other), Map.of()).config();
  }

  private static void publish(Exporter exporter, String body) {
    try {
      exporter.publish(new PublishRequest(null, "ActionEvent", "T", "s", "VM", "vm", body, null));
    } catch (PublishRefusedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> bodies(MemoryTransport transport) {
    return transport.arrived.stream().map(ReconfigureTest::body).toList();
  }

  private static String body(OutboundMessage message) {
    return new String(requireNonNull(message.body()), UTF_8);
  }
}
