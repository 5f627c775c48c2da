package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@NeedsRabbit
@EnabledIfSystemProperty(named = "acs-export.test.long", matches = "true")
class RabbitClusterIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void aQuorumQueueOutlivesOneNode() throws Exception {
    try (RabbitCluster cluster = RabbitCluster.start(3, RabbitBrokerOptions.in(folder))) {
      RabbitBroker first = cluster.nodes().get(0);
      RabbitBroker second = cluster.nodes().get(1);
      assertThat(second.admin().nodes()).isEqualTo(3);
      try (Connection connection = Amqp.connect(first.uri("/"))) {
        Channel channel = connection.createChannel();
        channel.queueDeclare("kept", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.confirmSelect();
        channel.basicPublish("", "kept", MessageProperties.PERSISTENT_TEXT_PLAIN, new byte[] {1});
        channel.waitForConfirmsOrDie(SOON.toMillis());
      }

      first.kill();

      try (AmqpConsumer consumer = AmqpConsumer.of(second.uri("/"), "kept")) {
        assertThat(consumer.read(1, SOON)).hasSize(1);
      }
      cluster.startAll();
      assertThat(first.admin().nodes()).isEqualTo(3);
    }
  }
}
