package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.RabbitCluster;
import io.acsexport.transport.FailureCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three nodes and a quorum queue: nodes die, are restarted, and lose sight of each other. */
@NeedsRabbit
class RabbitClusterFaultsIT {

  private static final int THREADS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir static Path shared;
  private static RabbitCluster cluster;
  private static List<RabbitBroker> nodes;

  @TempDir Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = RabbitCluster.start(3, RabbitBrokerOptions.in(shared.resolve("cluster")));
    nodes = cluster.nodes();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  @EnabledIfSystemProperty(named = "acs-export.test.long", matches = "true")
  void nodesDieAndAreRestartedInTurn() throws Exception {
    try (Scenario scenario = new Scenario(folder, quorumQueue(), THREADS)) {
      scenario.start().publish(500).awaitDelivery();
      // The first one leads the queue and has our connection.
      for (RabbitBroker node : nodes.subList(0, Length.rounds(1, 3))) {
        node.kill();
        scenario.publish(800);
        node.start();
        scenario.publish(300);
      }
      for (RabbitBroker node : nodes.subList(0, Length.rounds(0, 3))) {
        node.stop();
        scenario.publish(500);
        node.start();
      }
      nodes.get(0).kill();
      nodes.get(1).kill();
      scenario.publish(800);
      cluster.startAll();
      scenario.publish(500).finish();
      scenario.judge();
    }
  }

  static Stream<String> handlings() {
    return Stream.of("pause_minority", "ignore").limit(Length.rounds(1, 2));
  }

  /**
   * The node that is cut off has our connection and leads the queue. A minority that pauses closes
   * the connection; one that does not keeps it and can confirm nothing.
   */
  @ParameterizedTest
  @MethodSource("handlings")
  void aNodeIsCutOffFromTheOthers(String handling) throws Exception {
    for (RabbitBroker node : nodes) {
      node.admin()
          .evaluate("application:set_env(rabbit, cluster_partition_handling, " + handling + ")");
    }
    RabbitBroker lonely = nodes.get(0);
    RabbitBroker other = nodes.get(1);
    try (Scenario scenario = new Scenario(folder, quorumQueue(), THREADS)) {
      scenario.start().publish(500).awaitDelivery();
      lonely.admin().cutOff();
      await().atMost(LIMIT).until(() -> other.admin().nodes() == 2);
      scenario
          .awaitFailure(
              handling.equals("ignore") ? FailureCode.TIMEOUT : FailureCode.CONNECTION_FAILED)
          .publish(800)
          .awaitDelivery();
      assertThat(other.admin().nodes()).isEqualTo(2);
      lonely.admin().rejoin();
      if (handling.equals("ignore")) {
        // The two sides know that they differ, and stay apart until one is restarted.
        lonely.stop();
        lonely.start();
      }
      await().atMost(LIMIT).until(() -> other.admin().nodes() == 3);
      scenario.publish(300).finish();
      scenario.judge();
    }
  }

  /** One that the first node leads, read from the last one. */
  private static RabbitTarget quorumQueue() throws Exception {
    String vhost = nodes.get(0).admin().addVhost();
    RabbitTarget target = target(vhost, nodes.get(2));
    target(vhost, nodes.get(0)).declare("quorum");
    return target;
  }

  private static RabbitTarget target(String vhost, RabbitBroker read) {
    String addresses =
        nodes.stream().map(node -> "\"" + node.address() + "\"").collect(Collectors.joining(", "));
    return new RabbitTarget(
        "addresses = [" + addresses + "], virtual-host = \"" + vhost + "\"", read.uri(vhost));
  }
}
