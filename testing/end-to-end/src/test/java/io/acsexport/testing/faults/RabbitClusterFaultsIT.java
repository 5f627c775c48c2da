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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three nodes and a quorum queue: nodes die, are restarted, and lose sight of each other. */
@Tag("concurrent")
@NeedsRabbit
class RabbitClusterFaultsIT {

  private static final int THREADS = 4;

  /** After so much silence, give or take a quarter, a node takes another for dead. */
  private static final int TICK_SECONDS = 6;

  /** Over before that, so that the silence is felt here first. */
  private static final String CONFIRM_TIMEOUT = "confirm-timeout = 2 s";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir static Path shared;
  private static RabbitCluster cluster;
  private static List<RabbitBroker> nodes;

  @TempDir Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster =
        RabbitCluster.start(
            3,
            RabbitBrokerOptions.in(shared.resolve("cluster"))
                .with("net_ticktime", Integer.toString(TICK_SECONDS)));
    nodes = cluster.nodes();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
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
      for (RabbitBroker node : nodes.subList(0, Length.rounds(1, 3))) {
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
   * The node that is cut off has our connection and leads the queue, and nobody is told: until the
   * nodes miss each other it takes events and can confirm none. Then a minority that pauses closes
   * its connections; one that does not would go on like that.
   */
  @ParameterizedTest
  @MethodSource("handlings")
  void aNodeIsCutOffFromTheOthers(String handling) throws Exception {
    for (RabbitBroker node : nodes) {
      node.admin()
          .evaluate("application:set_env(rabbit, cluster_partition_handling, " + handling + ")");
    }
    boolean pauses = handling.equals("pause_minority");
    RabbitBroker lonely = nodes.get(0);
    RabbitBroker other = nodes.get(1);
    try (Scenario scenario = new Scenario(folder, quorumQueue(), THREADS)) {
      scenario.start().publish(500).awaitDelivery();
      List<NodeLosses> losses = new ArrayList<>();
      for (RabbitBroker node : nodes) {
        losses.add(NodeLosses.sinceNow(node));
      }
      cluster.cutOff(lonely);
      scenario
          .awaitFailure(FailureCode.TIMEOUT)
          .says(lonely.address() + " did not confirm an event");
      for (NodeLosses seen : losses) {
        await()
            .atMost(LIMIT)
            .untilAsserted(() -> assertThat(seen.reasons()).containsOnly("net_tick_timeout"));
      }
      await().atMost(LIMIT).until(() -> serves(lonely) != pauses);
      scenario.publish(800).awaitDelivery();
      assertThat(other.admin().nodes()).isEqualTo(2);

      cluster.rejoin(lonely);
      if (!pauses) {
        // The two sides know that they differ, and stay apart until one is restarted.
        lonely.stop();
        lonely.start();
      }
      await().atMost(LIMIT).until(() -> serves(lonely) && other.admin().nodes() == 3);
      scenario.publish(300).finish();
      scenario.judge();
    }
  }

  /** A node that pauses goes on running, and serves nobody. */
  private static boolean serves(RabbitBroker node) throws Exception {
    return node.admin().evaluate("rabbit:is_running()").equals("true");
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
        CONFIRM_TIMEOUT + ", addresses = [" + addresses + "], virtual-host = \"" + vhost + "\"",
        read.uri(vhost));
  }
}
