package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlSocket;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.TcpProxy;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.road.ShortPaths;
import io.acsexport.transport.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One spool twice: on a cloned machine, and as a backup that is put back. Destinations are
 * exactly-once, where each of the two believes that the cluster's position is its own.
 */
@Tag("concurrent")
class ClonedMachineIT {

  private static final int THREADS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir static Path shared;
  private static TcpProxy proxy;
  private static KafkaBroker kafka;

  @TempDir(factory = ShortPaths.class)
  Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    proxy = TcpProxy.start();
    kafka =
        KafkaBroker.prepare(
            KafkaBrokerOptions.in(shared.resolve("kafka"))
                .advertisedAs(proxy.address())
                .withListener("DIRECT", "PLAINTEXT"));
    proxy.forwardTo(kafka.bootstrapServers());
    kafka.start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
    proxy.close();
  }

  @Test
  void aCloneAndItsOriginalLoseNothingOnceTheCloneHasAnIdentityOfItsOwn() throws Exception {
    KafkaTarget target = target("clone");
    try (Scenario original = scenario("original", target);
        Scenario clone = scenario("clone", target).threadsFrom(100)) {
      // Killed, so that the cursor that is copied lies behind what was sent.
      original.start().publish(100).awaitDelivery().kill();
      Outcomes common = original.outcomes();
      copy(original.spool(), clone.spool());
      original.start().publish(100).awaitDelivery();
      clone.start().publish(100);

      original.awaitFailure(FailureCode.FENCED).says("acs-export pause exactly-once");
      String identity = identity(original);
      String holder = holder(identity);
      awaitAttempts(original);
      clone.publish(100).awaitDelivery();
      assertThat(holder(identity)).isEqualTo(holder);
      assertThat(clone.log()).doesNotContain("blocked: fenced");

      clone.finish();
      Files.delete(clone.spool().resolve("installation.id"));
      clone.start().publish(100).awaitDelivery();
      assertThat(identity(clone)).isNotEqualTo(identity);
      ask(original, "pause");
      ask(original, "resume");
      original.isUp().publish(100).finish();
      clone.isUp().publish(100).finish();

      judge(target, original.outcomes().and(clone.outcomes()), common);
    }
  }

  @Test
  void aRestoredSpoolLosesNothingEvenWhereItsFirstStartFindsNoBroker() throws Exception {
    KafkaTarget target = target("restored");
    Path backup = folder.resolve("backup");
    try (Scenario scenario = scenario("restored", target)) {
      scenario.start().publish(100).awaitDelivery().kill();
      Outcomes common = scenario.outcomes();
      copy(scenario.spool(), backup);
      scenario.start().publish(300).finish();
      replace(scenario.spool(), backup);

      proxy.become(TcpProxy.Mode.REFUSE);
      scenario.start().publish(100).kill();
      proxy.become(TcpProxy.Mode.PASS);
      scenario.start().publish(100).says("another copy's of this spool").finish();

      judge(target, scenario.outcomes(), common);
    }
  }

  /** Only what both spools held when they were one may repeat. */
  private void judge(Target target, Outcomes outcomes, Outcomes common) throws Exception {
    List<Arrived> arrived = target.arrived();
    Verdict verdict = Verdict.of(outcomes, arrived);
    System.out.println(RunningTest.name() + ": " + target + ": " + verdict);
    assertThat(verdict.lost()).as("%s", verdict).isEmpty();
    assertThat(verdict.told()).as("%s", verdict).isZero();
    assertThat(verdict.keepsItsPromises()).as("%s", verdict).isTrue();
    Map<Integer, Long> last = common.last();
    Set<NumberedEvent> seen = new HashSet<>();
    assertThat(arrived.stream().map(message -> NumberedEvent.ofId(message.id())))
        .filteredOn(event -> !seen.add(event))
        // The call behind the last that was written down may have been under way at the kill.
        .allMatch(event -> event.number() <= last.getOrDefault(event.thread(), -2L) + 1);
  }

  /** The exporter tries again and again. */
  private static void awaitAttempts(Scenario scenario) {
    for (int attempt = 0; attempt < 2; attempt++) {
      AtomicLong before = new AtomicLong(-1);
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                long retried = scenario.status().at("/destinations/0/retried").asLong();
                return !before.compareAndSet(-1, retried) && retried > before.get();
              });
    }
  }

  private static String identity(Scenario scenario) throws Exception {
    String installation = scenario.status().at("/spool/installation").asText();
    return "acs-export-" + installation + "-exactly-once";
  }

  /** The start that stored the position last. */
  private static String holder(String identity) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", direct()))) {
      return admin
          .listConsumerGroupOffsets(identity)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .iterator()
          .next()
          .metadata()
          .split(" ", -1)[2];
    }
  }

  /** As the command line does, without a JVM of its own. */
  private static void ask(Scenario scenario, String command) throws Exception {
    try (ControlClient client = ControlClient.connect(ControlSocket.of(scenario.spool()))) {
      client.call(
          ControlClient.request(command).put("destination", "exactly-once"), LIMIT, item -> {});
    }
  }

  private static void replace(Path spool, Path copy) throws Exception {
    try (Stream<Path> files = Files.walk(spool)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    copy(copy, spool);
  }

  /** As {@code cp -a} does. */
  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(ClonedMachineIT::isKept).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** A killed exporter leaves its socket, which no copy needs. */
  private static boolean isKept(Path file) {
    return Files.isRegularFile(file) || Files.isDirectory(file);
  }

  private static KafkaTarget target(String topic) {
    return new KafkaTarget(
        proxy.address(), direct(), topic, true, ", producer.transaction.timeout.ms = 4000");
  }

  private static String direct() {
    return kafka.bootstrapServers("DIRECT");
  }

  private Scenario scenario(String name, Target target) throws IOException {
    // One that is fenced cannot drain.
    return new Scenario(folder.resolve(name), target, THREADS)
        .configure("acs-export.drain-timeout = 3 s");
  }
}
