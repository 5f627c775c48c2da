package io.acsexport.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.KafkaRelease;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What matters most, on brokers that are years older than the client. */
@ParameterizedClass
@EnumSource(
    value = KafkaRelease.class,
    names = {"V2_8", "V3_9"})
@Timeout(120)
class OlderBrokersIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Cluster cluster;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeParameterizedClassInvocation
  static void startTheBroker(KafkaRelease release) throws Exception {
    broker =
        KafkaBroker.start(
            KafkaBrokerOptions.in(folder.resolve(release.name()))
                .of(release)
                .with("auto.create.topics.enable", "false"));
    cluster = new Cluster(broker);
  }

  @AfterParameterizedClassInvocation
  static void stopTheBroker() {
    broker.close();
  }

  OlderBrokersIT(KafkaRelease release) {}

  @AfterEach
  void closeTransports() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void aMessageArrivesWhole() throws Exception {
    cluster.createTopic("whole", 1, Map.of());
    KafkaTransport transport = transport("whole");
    Instant accepted = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);

    new Engine(transport).send(new Messages("whole").at(accepted, "vm-1", "größe"));

    ConsumerRecord<byte[], byte[]> record = cluster.read("whole").get(0);
    assertThat(record.key()).isEqualTo("vm-1".getBytes(UTF_8));
    assertThat(record.value()).isEqualTo("größe".getBytes(UTF_8));
    assertThat(record.timestamp()).isEqualTo(accepted.toEpochMilli());
    assertThat(record.headers().lastHeader("acs-id").value()).isEqualTo("id-1".getBytes(UTF_8));
    try (Tailable.Tail tail = transport.tail(Tailable.From.BEGINNING)) {
      List<ReceivedMessage> received = tail.poll(LIMIT);
      assertThat(received).extracting(ReceivedMessage::key).containsExactly("vm-1");
    }
    assertThat(transport.check(LIMIT)).extracting(Notice::level).doesNotContain(Notice.Level.ERROR);
  }

  @Test
  void aKilledBrokerGetsTheRestInOrderOnceItIsBackAndNothingTwiceWhereThatIsAsked()
      throws Exception {
    cluster.createTopic("plain", 3, Map.of());
    cluster.createTopic("once", 3, Map.of());
    try (Starts starts = new Starts(broker, "once")) {
      List<OutboundMessage> once = starts.messages(1, 1_000);
      List<OutboundMessage> plain = new Messages("plain").numbered(0, 3_000, 7);
      // Killed, too: the engine, whose cursor knows of nothing that was delivered.
      starts.start(1).engine().deliver(once.subList(0, 400), 50, LIMIT);
      Engine exactly = starts.start(2).engine();
      exactly.deliver(once.subList(0, 700), 70, LIMIT);
      Engine atLeast = new Engine(transport("plain"));
      atLeast.deliver(plain.subList(0, 2_000), 100, LIMIT);

      broker.kill();
      broker.start();
      exactly.deliver(once, 100, LIMIT);
      atLeast.deliver(plain.subList(2_000, 3_000), 100, LIMIT);

      starts.assertArrivedOnce(cluster, 1_000);
    }
    Messages.assertInOrder(cluster.firstOccurrences("plain"), 3_000, 7);
  }

  private KafkaTransport transport(String topic) throws Exception {
    FakeContext context =
        new FakeContext(
            new FakeSettings()
                .topic(topic)
                .producer("bootstrap.servers", broker.bootstrapServers()),
            Duration.ofSeconds(10));
    opened.add(context);
    KafkaTransport transport = (KafkaTransport) new KafkaTransportProvider().create(context);
    opened.add(transport);
    return transport;
  }
}
