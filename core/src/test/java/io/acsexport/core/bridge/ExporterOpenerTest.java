package io.acsexport.core.bridge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.plugin.PluginBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine behind the bridge, with a transport that appends to a file. */
class ExporterOpenerTest {

  static final String TRANSPORT =
      """
      import io.acsexport.transport.*;
      import java.nio.file.*;
      import java.time.Duration;
      import java.util.List;
      import java.util.concurrent.*;
      public class Lines implements TransportProvider {
        public String name() { return "lines"; }
        public int spiVersion() { return SPI_VERSION; }
        public String description() { return "appends each body to a file"; }
        public SettingSpecs settings() {
          return SettingSpecs.of(SettingSpec.of("file", SettingType.PATH, "where to")
                  .writtenTo().mandatory());
        }
        public Transport create(TransportContext context) {
          Path file = context.settings().path("file");
          return new Transport() {
            public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
                throws TransportException {
              try {
                for (OutboundMessage message : batch) {
                  Files.writeString(
                      file,
                      context.node() + " " + new String(message.body()) + "\\n",
                      StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
              } catch (java.io.IOException e) {
                throw new TransportException(FailureCode.CONNECTION_FAILED, e.toString(), e);
              }
              return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
            }
            public Health health() { return Health.idle(); }
            public void close(Duration timeout) {}
          };
        }
      }
      """;

  @TempDir Path temporary;
  private final List<Bridge> bridges = new ArrayList<>();
  private Path home;
  private Path configuration;
  private Path output;

  @BeforeEach
  void install() throws IOException {
    home = temporary.resolve("home");
    configuration = temporary.resolve("acs-export.conf");
    output = temporary.resolve("output.txt");
    new PluginBuilder(temporary.resolve("work"))
        .type("org.example.Lines", TRANSPORT)
        .service("org.example.Lines")
        .jar(home.resolve("transports/lines/lines.jar"));
  }

  @AfterEach
  void close() {
    bridges.forEach(Bridge::close);
  }

  @Test
  void eventsGoAllTheWayToTheTransport() throws IOException {
    configure("main { transport = lines, settings { file = \"%s\" } }".formatted(output));
    Bridge bridge = open("42");
    assertThat(bridge.status()).containsEntry("state", "RUNNING");

    assertThat(publish(bridge, "before start")).isNull();
    bridge.start();
    assertThat(publish(bridge, "running")).isNull();
    assertThat(bridge.stop(30_000)).isTrue();
    assertThat(publish(bridge, "after stop")).isNull();
    bridge.close();
    assertThat(output).hasContent("42 before start\n42 running\n");

    Bridge next = open("42");
    next.start();
    await()
        .untilAsserted(
            () -> assertThat(output).hasContent("42 before start\n42 running\n42 after stop\n"));
    next.close();
  }

  @Test
  void theThreadThatLooksEndsWithTheBridge() throws IOException {
    Bridge idle = open(null);
    assertThat(Thread.getAllStackTraces().keySet())
        .anyMatch(thread -> thread.getName().equals("acs-export-reload"));
    idle.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("acs-export-reload"));
  }

  @Test
  void everyProblemOfAConfigurationIsInOneLine() throws IOException {
    configure(
        "main { transport = linse, colour = red, settings { file = \"%s\" } }".formatted(output));

    assertThat(idle(open(null)))
        .startsWith("No event is exported, because of 2 problems in " + configuration)
        .contains("linse", "lines", "colour", "acs-export.conf:")
        .doesNotContain("\n")
        .endsWith("it is taken at once, without a restart.");
  }

  @Test
  void aConfigurationThatIsNotThereIsNamed() {
    assertThat(idle(open(null))).contains(configuration.toString());
  }

  @Test
  void withoutADestinationNothingIsStored() throws IOException {
    configure("");

    assertThat(idle(open(null))).startsWith("No destination is configured in " + configuration);
    assertThat(temporary.resolve("spool")).doesNotExist();
  }

  @Test
  void aSpoolInUseElsewhereLeavesTheSecondIdle() throws IOException {
    configure("main { transport = lines, settings { file = \"%s\" } }".formatted(output));
    Bridge first = open("1");
    Bridge second = open("2");

    assertThat(idle(second))
        .startsWith("No event is exported: the spool cannot be opened: ")
        .contains(temporary.resolve("spool").toString());
    assertThat(publish(second, "ignored")).isNull();
    second.close();
    assertThat(publish(first, "taken")).isNull();
    first.close();
  }

  @Test
  void whatIsPublishedWhileTheFileIsCorrectedIsIgnoredOrDeliveredAndNeverRefused()
      throws Exception {
    configure("main { transport = linse }");
    Bridge bridge = open("42");
    bridge.start();
    AtomicBoolean publishing = new AtomicBoolean(true);
    AtomicInteger published = new AtomicInteger();
    CompletableFuture<Void> publisher =
        CompletableFuture.runAsync(
            () -> {
              while (publishing.get()) {
                assertThat(publish(bridge, "e" + published.getAndIncrement())).isNull();
                LockSupport.parkNanos(1_000_000);
              }
            });
    configure("main { transport = lines, settings { file = \"%s\" } }".formatted(output));
    await().until(() -> Files.exists(output) && Files.size(output) > 1_000);
    publishing.set(false);
    publisher.join();

    assertThat(bridge.status()).containsEntry("state", "RUNNING");
    assertThat(bridge.stop(30_000)).isTrue();
    long ignored = (Long) requireNonNull(bridge.status().get("ignored"));
    assertThat(ignored).isPositive();
    assertThat(Files.readAllLines(output))
        .isEqualTo(LongStream.range(ignored, published.get()).mapToObj(i -> "42 e" + i).toList());
    bridge.close();
  }

  @Test
  void aTransportThatIsInstalledLaterIsFoundAndThoseInUseStayAsTheyAre() throws Exception {
    configure("main { transport = lines, settings { file = \"%s\" } }".formatted(output));
    Bridge bridge = open("42");
    bridge.start();
    Path other = temporary.resolve("other.txt");
    configure(
        "main { transport = lines, settings { file = \"%s\" } }, other { transport = rows, settings { file = \"%s\" } }"
            .formatted(output, other));
    await().until(() -> bridge.status().toString().contains("no transport 'rows'"));
    // As a package does: the jar in use goes, and another comes with it.
    Files.delete(home.resolve("transports/lines/lines.jar"));
    new PluginBuilder(temporary.resolve("work2"))
        .type("org.example.Lines", TRANSPORT.replace("\"lines\"", "\"rows\""))
        .service("org.example.Lines")
        .jar(home.resolve("transports/rows/rows.jar"));
    await()
        .until(
            () -> {
              publish(bridge, "x");
              return Files.exists(other);
            });

    assertThat(bridge.stop(30_000)).isTrue();
    assertThat(output).content().contains("42 x\n");
    bridge.close();
  }

  private void configure(String destinations) throws IOException {
    Files.writeString(
        configuration,
        """
        acs-export {
          destinations { %s }
          spool { directory = "%s" }
        }
        """
            .formatted(destinations, temporary.resolve("spool")));
  }

  private Bridge open(@Nullable String node) {
    Bridge bridge =
        Bridge.open(
            new BridgeOptions(home, configuration, temporary.resolve("state"), node),
            new ExporterOpener());
    bridges.add(bridge);
    return bridge;
  }

  private static @Nullable String publish(Bridge bridge, String body) {
    return bridge.publish(
        null, "ActionEvent", "T", "s", null, "vm-1", body, null, null, null, null);
  }

  private static String idle(Bridge bridge) {
    assertThat(bridge.status()).containsEntry("state", "IDLE");
    return String.valueOf(bridge.status().get("detail"));
  }
}
