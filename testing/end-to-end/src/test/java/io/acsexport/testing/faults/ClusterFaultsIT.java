package io.acsexport.testing.faults;

import static java.util.Objects.requireNonNull;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.KafkaCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, three copies, two of them needed: nodes die, alone and together, and come back. */
@Tag("concurrent")
class ClusterFaultsIT {

  private static final int THREADS = 4;

  @TempDir Path folder;

  @Test
  void kafkaLosesItsLeaderThenItsMajorityAndIsRestartedNodeByNode() throws Exception {
    try (KafkaCluster cluster =
        KafkaCluster.start(3, KafkaBrokerOptions.in(folder.resolve("cluster")))) {
      String topic = "copied";
      List<KafkaTarget> targets =
          List.of(
              KafkaTarget.of(cluster.bootstrapServers(), topic, false),
              KafkaTarget.of(cluster.bootstrapServers(), topic + "-once", true));
      try (Admin admin = admin(cluster)) {
        for (KafkaTarget target : targets) {
          admin
              .createTopics(
                  List.of(new NewTopic(target.topic(), Optional.of(3), Optional.of((short) 3))))
              .all()
              .get(60, TimeUnit.SECONDS);
        }
      }
      try (Scenario scenario = new Scenario(folder, targets, THREADS)) {
        scenario.start().publish(1_000);

        KafkaBroker leader = leader(cluster, topic);
        leader.kill();
        scenario.publish(1_500);
        leader.start();
        scenario.publish(500);

        cluster.nodes().get(0).kill();
        cluster.nodes().get(1).kill();
        scenario.publish(1_000);
        cluster.startAll();
        scenario.publish(500);

        for (KafkaBroker node : cluster.nodes().subList(0, Length.rounds(1, 3))) {
          node.stop();
          scenario.publish(500);
          node.start();
        }
        scenario.publish(500).finish();
        scenario.judge();
      }
    }
  }

  private static Admin admin(KafkaCluster cluster) {
    return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
  }

  private static KafkaBroker leader(KafkaCluster cluster, String topic) throws Exception {
    try (Admin admin = admin(cluster)) {
      int id =
          requireNonNull(
                  admin
                      .describeTopics(List.of(topic))
                      .allTopicNames()
                      .get(60, TimeUnit.SECONDS)
                      .get(topic))
              .partitions()
              .get(0)
              .leader()
              .id();
      return cluster.nodes().get(id - 1);
    }
  }
}
