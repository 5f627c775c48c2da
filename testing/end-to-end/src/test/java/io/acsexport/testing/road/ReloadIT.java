package io.acsexport.testing.road;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.bridge.Bridge;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.check.DeliveryCheck;
import io.acsexport.testing.road.SaslBroker.Mechanism;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge as the adapter opens it, and a configuration that changes under it. */
class ReloadIT {

  @TempDir static Path shared;
  private static SaslBroker broker;

  @TempDir Path folder;
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private @Nullable Bridge opened;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SaslBroker.start(shared.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void makeState() throws Exception {
    Files.createDirectory(folder.resolve("state"));
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  void anotherTopicUnderLoadLosesNothingKeepsOrderAndDisturbsNoOther() throws Exception {
    configure("before");
    open();
    AtomicInteger published = new AtomicInteger();
    AtomicBoolean changed = new AtomicBoolean();
    // Begins slowly, and hurries once the change is in force.
    CompletableFuture<Void> publisher =
        CompletableFuture.runAsync(
            () -> {
              for (CapturedEvent event : Road.EVENTS) {
                publish(event);
                published.incrementAndGet();
                LockSupport.parkNanos(changed.get() ? 0 : 50_000_000);
              }
            });
    await().until(() -> published.get() > 20);
    configure("after");
    long written = System.nanoTime();
    awaitLine("Destinations changed main; others were not disturbed");
    assertThat(published).as("published before the change").hasValueLessThan(Road.EVENTS.size());
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written);
    changed.set(true);
    publisher.join();
    assertThat(bridge().stop(30_000)).isTrue();

    List<Arrived> before = PlainConsumer.readAll(broker.bootstrapServers(), "before");
    List<Arrived> after = PlainConsumer.readAll(broker.bootstrapServers(), "after");
    assertThat(before).isNotEmpty();
    assertThat(after).isNotEmpty();
    List<Arrived> both = new ArrayList<>(before);
    both.addAll(after);
    DeliveryCheck check = DeliveryCheck.compare(Road.EXPECTED, both);
    System.out.println(
        "Topic changed after "
            + millis
            + " ms: "
            + before.size()
            + " before, "
            + after.size()
            + " after");
    assertThat(check.complete()).as("%s", check).isTrue();
    assertThat(Files.readAllLines(folder.resolve("events.jsonl"))).hasSize(Road.EVENTS.size());
  }

  @Test
  void aPasswordThatIsPutRightAndOneThatIsRotatedAreUsedAtOnce() throws Exception {
    Path secret = Files.writeString(folder.resolve("jaas"), Mechanism.SCRAM.jaas("wr0ng"));
    write(
        "main { transport = kafka, start = earliest, settings { "
            + broker
                .settings(Mechanism.SCRAM, "rotated", "", "")
                .replace("\"\"\"\"\"\"", "{ file = jaas }")
            + " } }");
    open();
    publish(Road.EVENTS.get(0));
    await()
        .until(
            () ->
                String.valueOf(bridge().status().get("detail")).contains("AUTHENTICATION_FAILED"));

    Files.writeString(secret, Mechanism.SCRAM.jaas(SaslBroker.PASSWORD));
    awaitMessages(1);
    broker.setScramPassword("r0tated");
    Files.writeString(secret, Mechanism.SCRAM.jaas("r0tated"));
    long changes = 2;
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> lines.stream().filter(line -> line.contains("changed main")).count() == changes);
    publish(Road.EVENTS.get(1));
    awaitMessages(2);
    broker.setScramPassword(SaslBroker.PASSWORD);

    assertThat(lines).noneMatch(line -> line.contains("wr0ng") || line.contains("r0tated"));
    try (var kept = Files.walk(folder.resolve("state"))) {
      assertThat(kept.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(file).content().doesNotContain("r0tated"));
    }
  }

  private void configure(String topic) throws Exception {
    write(
        """
        main { transport = kafka, start = earliest, settings { %s } }
        file { transport = log, start = earliest, settings { file = events.jsonl } }
        """
            .formatted(Road.producer(topic, broker.bootstrapServers())));
  }

  /** As editors and configuration management do: at once. */
  private void write(String destinations) throws Exception {
    Path fresh = Road.configurationOf(folder.resolve("fresh"), "30 s", destinations);
    String text = Files.readString(fresh).replace(folder.resolve("fresh") + "/", folder + "/");
    Files.writeString(fresh, text);
    Files.move(
        fresh,
        folder.resolve("acs-export.conf"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Bridge bridge() {
    return requireNonNull(opened, "not opened");
  }

  private void open() {
    opened =
        (Bridge)
            Bridge.open(
                Map.of(
                    "home",
                    Road.HOME,
                    "configuration",
                    folder.resolve("acs-export.conf"),
                    "state",
                    folder.resolve("state"),
                    "node",
                    "ms1"),
                (level, logger) -> level >= 20,
                line -> lines.add(String.valueOf(line[2])));
    bridge().start();
    assertThat(bridge().status()).as("%s", lines).containsEntry("state", "RUNNING");
  }

  private void publish(CapturedEvent event) {
    assertThat(
            bridge()
                .publish(
                    event.eventUuid(),
                    event.category(),
                    event.type(),
                    event.source(),
                    event.resourceType(),
                    event.resourceUuid(),
                    event.description(),
                    event.eventId(),
                    event.accountId(),
                    event.accountUuid(),
                    event.domainId()))
        .isNull();
  }

  private void awaitLine(String part) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains(part)));
  }

  private void awaitMessages(int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              try (Admin admin = broker.admin()) {
                assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS))
                    .contains("rotated");
              }
              assertThat(PlainConsumer.readAll(broker.bootstrapServers(), "rotated"))
                  .as("%s", lines)
                  .hasSizeGreaterThanOrEqualTo(count);
            });
  }
}
