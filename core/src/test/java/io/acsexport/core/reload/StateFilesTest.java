package io.acsexport.core.reload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.deadletter.DeadLetterReader;
import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.MemoryTransport;
import io.acsexport.core.engine.PublishRefusedException;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever becomes of the files that an exporter keeps, the next one starts, takes what is
 * published, loses at most what was in the file, and invents nothing.
 */
@Timeout(120)
class StateFilesTest {

  private static final int CASES = 48;
  private static final int REFUSED = 4;

  @TempDir Path folder;

  private final RandomGenerator random = new Random(20_261_129);
  private final MemoryTransport main = new MemoryTransport("main");
  private final MemoryTransport paused = new MemoryTransport("paused");
  private final List<Condition> conditions = new ArrayList<>();
  private Path state;
  private Path file;

  /** Dead letters of which one is purged, a backlog behind a pause, and a kept configuration. */
  @BeforeEach
  void makeState() throws Exception {
    state = Files.createDirectory(folder.resolve("state"));
    file = folder.resolve("acs-export.conf");
    configure("");
    main.broker = message -> Outcome.rejected(FailureCode.MESSAGE_INVALID, "no");
    try (ConfiguredExporter exporter = open()) {
      running().operations().pause("paused");
      for (int i = 0; i < REFUSED; i++) {
        publish("refused-" + i);
      }
      await().until(() -> letters().size() == REFUSED);
      List<Long> letters = letters();
      assertThat(running().operations().purge("main", each -> each.number() == letters.get(1)))
          .isEqualTo(1);
      assertThat(exporter.status().error()).isNull();
    }
    main.broker = message -> Outcome.delivered();
  }

  @Test
  void damageCostsWhatWasInTheFile() throws Exception {
    Path original = copy(state, folder.resolve("original"));
    List<Path> kinds = files(original);
    assertThat(kinds.stream().map(each -> String.valueOf(each.getFileName())))
        .contains("paused", "purged", "installation.id", "spool.id", "main.cursor", "keeper.cursor")
        .anyMatch(name -> name.endsWith(".json"))
        .anyMatch(name -> name.endsWith(".segment"));
    Map<String, Integer> outcomes = new HashMap<>();
    for (int i = 0; i < CASES; i++) {
      delete(state);
      copy(original, state);
      Path victim = kinds.get(i % kinds.size());
      String done = spoil(state.resolve(original.relativize(victim).toString()));
      boolean unusable = i / kinds.size() % 2 == 0;
      configure(unusable ? "colour = red" : "");
      outcomes.merge(check(done, unusable), 1, Integer::sum);
    }
    assertThat(outcomes.keySet()).contains("went on", "no last good configuration");
  }

  private String check(String done, boolean unusable) throws Exception {
    main.arrived.clear();
    paused.arrived.clear();
    try (ConfiguredExporter exporter = open()) {
      if (conditions.get(0) instanceof Condition.Idle idle) {
        assertThat(unusable).as("%s: %s", done, idle.reason()).isTrue();
        assertThat(done).contains("last-good");
        return "no last good configuration";
      }
      assertThat(exporter.status().lastGood()).as(done).isEqualTo(unusable);
      // Never more than there were, and the purged one is back only where its note is gone.
      assertThat(letters().size())
          .as(done)
          .isLessThanOrEqualTo(
              done.contains("purged") || done.contains("dead-letters") ? REFUSED : REFUSED - 1);
      publish("later");
      await().until(() -> arrived(main).contains("later"));
      if (requireNonNull(running().status().destinations().get("paused")).state()
          != WorkerState.PAUSED) {
        assertThat(done).contains("paused/paused");
      }
      running().operations().resume("paused");
      await().until(() -> arrived(paused).contains("later"));
      assertThat(arrived(paused))
          .as(done)
          .isSubsetOf("refused-0", "refused-1", "refused-2", "refused-3", "later")
          .doesNotHaveDuplicates();
      return "went on";
    }
  }

  /** Flips a bit, cuts off, writes noise, or deletes. */
  private String spoil(Path victim) throws IOException {
    byte[] bytes = Files.readAllBytes(victim);
    int at = random.nextInt(Math.max(1, Math.min(bytes.length, 3_000)));
    int kind = random.nextInt(5);
    byte[] noise = new byte[1 + random.nextInt(300)];
    random.nextBytes(noise);
    switch (kind) {
      case 0, 1 -> {
        if (bytes.length > 0) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(victim, bytes);
      }
      case 2 -> Files.write(victim, Arrays.copyOf(bytes, at));
      case 3 -> Files.write(victim, noise);
      default -> Files.delete(victim);
    }
    return state.relativize(victim) + " spoiled in way " + kind + " at " + at;
  }

  private ConfiguredExporter open() {
    conditions.clear();
    return ConfiguredExporter.unwatched(
        new ReloadOptions(file, folder.resolve("transports"), state, Map.of(), config -> "ms1"),
        TransportCatalog.of(main, paused),
        Clock.systemUTC(),
        System::nanoTime,
        Companion.none(),
        condition -> {
          conditions.add(condition);
          if (condition instanceof Condition.Running running) {
            running.exporter().start();
          }
        });
  }

  private Exporter running() {
    return ((Condition.Running) conditions.get(0)).exporter();
  }

  private List<Long> letters() throws Exception {
    List<Long> numbers = new ArrayList<>();
    try (DeadLetterReader letters = running().operations().deadLetters("main")) {
      for (var each = letters.next(); each != null; each = letters.next()) {
        numbers.add(each.number());
      }
    }
    return numbers;
  }

  private void publish(String id) throws PublishRefusedException {
    running().publish(new PublishRequest(id, "ActionEvent", "T", "s", "VM", "vm", "{}", null));
  }

  /** All but what tells consumers of a loss. */
  private static List<@Nullable String> arrived(MemoryTransport transport) {
    return transport.arrived.stream()
        .filter(message -> !"ACSEXPORT.GAP".equals(message.headers().get("acs-type")))
        .map(OutboundMessage::id)
        .toList();
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        file,
        """
        acs-export {
          publish-timeout = 10 s
          destinations {
            main { transport = main, start = earliest }
            paused { transport = paused, start = earliest }
          }
          spool { directory = "%s", segment-size = 64 KiB, max-event-size = 16 KiB, min-free = 1 MiB }
          %s
        }
        """
            .formatted(state.resolve("spool"), more));
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path each : tree.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
    return to;
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
