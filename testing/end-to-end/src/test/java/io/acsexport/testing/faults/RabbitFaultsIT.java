package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.RabbitCluster;
import io.acsexport.testing.TcpProxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to Kafka in the other classes, to RabbitMQ. */
@NeedsRabbit
class RabbitFaultsIT {

  private static final int THREADS = 4;

  @TempDir Path folder;

  @Test
  void theExporterIsKilledAtAnyMoment() throws Exception {
    RabbitBroker broker = RabbitBroker.shared();
    String uri = broker.uri(broker.admin().addVhost());
    RabbitTarget target = new RabbitTarget("uri = \"" + uri + "\"", uri);
    target.declare("classic");
    Random random = Length.random();
    int rounds = Length.rounds(5, 50);
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      for (int round = 0; round < rounds; round++) {
        scenario.flatOut().start().publish(random.nextInt(3_000)).kill();
      }
      scenario.start().publish(100).finish();
      assertThat(scenario.judge().arrived()).isPositive();
    }
  }

  @Test
  void rabbitBehindABrokenNetworkAndKilled() throws Exception {
    try (TcpProxy proxy = TcpProxy.start();
        RabbitBroker broker =
            RabbitBroker.start(RabbitBrokerOptions.in(folder.resolve("broker")))) {
      proxy.forwardTo(broker.address());
      RabbitTarget target =
          new RabbitTarget("addresses = [\"" + proxy.address() + "\"]", broker.uri("/"));
      target.declare("classic");
      try (Scenario scenario = new Scenario(folder, target, THREADS)) {
        scenario.start().publish(1_000);
        BrokenNetwork.breakInEveryWay(scenario, proxy);
        broker.admin().raiseAlarm();
        scenario.publish(1_000);
        broker.admin().clearAlarm();
        scenario.publish(500);
        broker.kill();
        scenario.publish(1_000);
        broker.start();
        scenario.publish(500).finish();
        scenario.judge();
      }
    }
  }

  @Test
  void rabbitLosesNodesOfAQuorumQueue() throws Exception {
    try (RabbitCluster cluster =
        RabbitCluster.start(3, RabbitBrokerOptions.in(folder.resolve("cluster")))) {
      List<RabbitBroker> nodes = cluster.nodes();
      String addresses =
          String.join(", ", nodes.stream().map(node -> "\"" + node.address() + "\"").toList());
      RabbitTarget target =
          new RabbitTarget("addresses = [" + addresses + "]", nodes.get(2).uri("/"));
      target.declare("quorum");
      try (Scenario scenario = new Scenario(folder, target, THREADS)) {
        scenario.start().publish(1_000);
        // One of them leads the queue, one has our connection.
        for (RabbitBroker node : nodes.subList(0, Length.rounds(1, 3))) {
          node.kill();
          scenario.publish(800);
          node.start();
          scenario.publish(300);
        }
        nodes.get(0).kill();
        nodes.get(1).kill();
        scenario.publish(800);
        cluster.startAll();
        scenario.publish(500).finish();
        scenario.judge();
      }
    }
  }

  @Test
  void permissionIsWithdrawnAndGivenBackAndThePasswordChanges() throws Exception {
    RabbitBroker broker = RabbitBroker.shared();
    String vhost = broker.admin().addVhost();
    String user = "exporter-" + vhost;
    broker.admin().addUser(user, "first");
    broker.admin().setPermissions(user, vhost, ".*", ".*", ".*");
    RabbitTarget target =
        new RabbitTarget(
            "addresses = [\""
                + broker.address()
                + "\"], virtual-host = \""
                + vhost
                + "\", username = \""
                + user
                + "\", password = first",
            broker.uri(vhost));
    target.declare("classic");
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario.start().publish(500);
      broker.admin().setPermissions(user, vhost, "^$", "^$", "^$");
      scenario.publish(1_000);
      broker.admin().setPermissions(user, vhost, ".*", ".*", ".*");
      scenario.publish(500);
      broker.admin().changePassword(user, "second");
      broker.admin().closeConnections();
      scenario.publish(500);
      broker.admin().changePassword(user, "first");
      scenario.publish(500).finish();
      scenario.judge();
    } finally {
      broker.admin().deleteUser(user);
    }
  }
}
