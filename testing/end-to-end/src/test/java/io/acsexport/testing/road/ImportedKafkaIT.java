package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing changes for consumers of Kafka when the stock bus is imported. */
class ImportedKafkaIT {

  private static final int PARTITIONS = 5;

  @TempDir Path folder;

  /** What a consumer of Kafka can depend on; where there is no key, any partition will do. */
  private record Sent(@Nullable Integer partition, @Nullable String key, String value) {

    static Sent of(ConsumerRecord<String, String> message, String value) {
      Integer partition = message.key() == null ? null : message.partition();
      return new Sent(partition, message.key(), value);
    }
  }

  @Test
  void kafkaGetsTheSameTopicPartitionKeyAndBytes() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("broker")))) {
      createTopic(broker.bootstrapServers(), "cs");
      StockServer server = new StockServer(folder);
      Path properties =
          server.write(
              "kafka.producer.properties",
              """
              bootstrap.servers=%s
              acks=all
              topic=cs
              retries=1
              """
                  .formatted(broker.bootstrapServers()));
      server.write(
          "META-INF/cloudstack/event/spring-event-bus-context.xml",
          """
          <beans xmlns="http://www.springframework.org/schema/beans">
            <bean id="eventNotificationBus" class="org.apache.cloudstack.mom.kafka.KafkaEventBus">
              <property name="name" value="eventNotificationBus"/>
            </bean>
          </beans>
          """);

      server.publishStock("kafka", properties.toString());
      server.publishImported();

      List<Sent> stock = new ArrayList<>();
      List<Sent> ours = new ArrayList<>();
      for (ConsumerRecord<String, String> message : readAll(broker.bootstrapServers(), "cs")) {
        if (message.headers().lastHeader("acs-id") == null) {
          stock.add(Sent.of(message, StockServer.masked(message.value())));
        } else {
          ours.add(Sent.of(message, message.value()));
        }
      }
      assertThat(stock).hasSize(Road.EVENTS.size());
      assertThat(ours).containsExactlyInAnyOrderElementsOf(stock);
    }
  }

  private static void createTopic(String servers, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
  }

  private static List<ConsumerRecord<String, String>> readAll(String servers, String topic) {
    List<ConsumerRecord<String, String>> all = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }
}
