package io.acsexport.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.SpoolIdentity;
import io.acsexport.transport.tck.FakeContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Starts of an engine that delivers exactly once from one spool. Each ends as a killed JVM does:
 * with nothing but the spool's identity left. Every start has the sequences from a million times
 * its number on.
 */
final class Starts implements AutoCloseable {

  static final long START = 1_000_000;

  private static final int KEYS = 7;

  private final UUID installation = UUID.randomUUID();
  private final UUID spool = UUID.randomUUID();
  private final List<Start> opened = new ArrayList<>();
  private final KafkaBroker broker;
  private final String topic;

  /** One start, still running. */
  record Start(FakeContext context, TransactionalTransport transport, Engine engine) {}

  Starts(KafkaBroker broker, String topic) {
    this.broker = broker;
    this.topic = topic;
  }

  @Override
  public void close() {
    for (Start start : opened) {
      start.transport().close();
      start.context().close();
    }
  }

  UUID installation() {
    return installation;
  }

  SpoolIdentity identity() {
    return new SpoolIdentity(installation, spool, UUID.randomUUID());
  }

  FakeSettings settings() {
    return new FakeSettings()
        .topic(topic)
        .exactlyOnce()
        .producer("bootstrap.servers", broker.bootstrapServers());
  }

  /**
   * The next start of the engine on this spool, which knows those with lower numbers; the one
   * before is left as a kill leaves it.
   */
  Start start(int boot) throws Exception {
    return start(boot, identity());
  }

  Start start(int boot, SpoolIdentity identity) throws Exception {
    return start(boot, identity, Duration.ofDays(1));
  }

  Start start(int boot, SpoolIdentity identity, Duration renewal) throws Exception {
    return start(boot, identity, renewal, settings());
  }

  Start start(int boot, SpoolIdentity identity, Duration renewal, FakeSettings settings)
      throws Exception {
    FakeContext context =
        new FakeContext(settings, Duration.ofSeconds(12), 1 << 20, identity, boot * START);
    context.earlierBoots(
        opened.stream()
            .map(Start::context)
            .filter(earlier -> earlier.bootSequence() < context.bootSequence())
            .map(earlier -> earlier.identity().boot())
            .collect(Collectors.toSet()));
    TransactionalTransport transport =
        new TransactionalTransport(context, ProducerSettings.resolve(context), renewal);
    Start start = new Start(context, transport, new Engine(transport));
    opened.add(start);
    return start;
  }

  /**
   * A start that knows of no other than this one: the spool was copied, and they are apart since.
   */
  Start startAfter(int boot, Start earlier) throws Exception {
    Start start = start(boot);
    start.context().earlierBoots(Set.of(earlier.context().identity().boot()));
    return start;
  }

  /** Numbered messages of a few keys that a start has accepted. */
  List<OutboundMessage> messages(int boot, int count) {
    List<OutboundMessage> messages = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      messages.add(
          message(
              boot * START + number,
              "key-" + number % KEYS,
              Integer.toString(number).getBytes(UTF_8)));
    }
    return messages;
  }

  OutboundMessage message(long sequence, String key, byte[] body) {
    return message(topic, sequence, key, body);
  }

  OutboundMessage message(String to, long sequence, String key, byte[] body) {
    return new OutboundMessage(
        "id-" + sequence,
        spool,
        sequence,
        key,
        body,
        "text/plain",
        Map.of(),
        Map.of("topic", to),
        Instant.now(),
        0);
  }

  /** That the {@linkplain #messages numbered} ones are in the topic, each once, in order. */
  void assertArrivedOnce(Cluster cluster, int count) {
    assertThat(cluster.read(topic)).hasSize(count);
    assertArrived(cluster, count);
  }

  /** The same, where some may have come again. */
  void assertArrived(Cluster cluster, int count) {
    Messages.assertInOrder(cluster.firstOccurrences(topic), count, KEYS);
  }
}
