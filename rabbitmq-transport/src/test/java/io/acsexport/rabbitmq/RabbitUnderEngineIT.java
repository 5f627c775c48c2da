package io.acsexport.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.deadletter.DeadLetter;
import io.acsexport.core.delivery.DeliveryOptions;
import io.acsexport.core.delivery.DestinationWorker;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitAdmin;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.tck.FakeContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the engine's delivery makes of this transport's answers; records are {@code
 * key|routing-key}.
 */
@NeedsRabbit
@Timeout(180)
class RabbitUnderEngineIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path parent;

  private final String user = "user-" + UUID.randomUUID();
  private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
  private RabbitAdmin admin;
  private Destination destination;
  private Spool spool;

  @BeforeEach
  void open() throws Exception {
    admin = RabbitBroker.shared().admin();
    destination = new Destination(RabbitBroker.shared());
    destination.queue("all", "#");
    admin.addUser(user, "secret");
    admin.setPermissions(user, destination.vhost(), "^$", ".*", "^$");
    spool = Spool.open(SpoolOptions.in(parent.resolve("spool")), Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    spool.close();
    destination.close();
    admin.deleteUser(user);
  }

  @Test
  void deniedRoutingKeysAtTheHeadAreBuriedOnceOthersHavePassed() throws Exception {
    admin.setTopicPermissions(user, destination.vhost(), Destination.EXCHANGE, "^good\\.", ".*");
    append("a|bad.1");
    append("a|bad.2");
    append("a|good.3");
    try (DestinationWorker worker = worker()) {
      worker.start();
      AtomicInteger others = new AtomicInteger();
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                append("other-" + others.incrementAndGet() + "|good.other");
                assertThat(deadLetters).hasSize(2);
              });
      assertThat(worker.stop(LIMIT)).as("%s", worker.status()).isTrue();
    }

    assertThat(deadLetters)
        .extracting(RabbitUnderEngineIT::text)
        .containsExactly("a|bad.1", "a|bad.2");
    assertThat(deadLetters)
        .extracting(letter -> letter.failure().code())
        .containsOnly(FailureCode.MESSAGE_DENIED);
    assertThat(arrived()).containsExactly("good.3", "good.other");
  }

  @Test
  void aPermissionThatDeniesEverythingBuriesNothing() throws Exception {
    admin.setTopicPermissions(user, destination.vhost(), Destination.EXCHANGE, "^$", ".*");
    append("a|x.1");
    append("b|x.2");
    append("c|x.3");
    try (DestinationWorker worker = worker()) {
      worker.start();
      await().atMost(LIMIT).until(() -> worker.status().retried() > 20);
      assertThat(deadLetters).isEmpty();

      admin.setTopicPermissions(user, destination.vhost(), Destination.EXCHANGE, ".*", ".*");
      assertThat(worker.stop(LIMIT)).as("%s", worker.status()).isTrue();
    }

    assertThat(deadLetters).isEmpty();
    assertThat(arrived()).containsExactly("x.1", "x.2", "x.3");
  }

  private DestinationWorker worker() throws Exception {
    FakeContext context =
        destination.context(
            destination.settings().with("username", user).with("password", "secret"),
            Duration.ofSeconds(30));
    DeliveryOptions options =
        new DeliveryOptions(
            10, 1 << 20, context.sendTimeout(), Duration.ofMillis(1), Duration.ofMillis(20));
    return new DestinationWorker(
        "main",
        spool.openCursor("main", StartAt.EARLIEST, WhenFull.HOLD),
        RabbitUnderEngineIT::message,
        () -> new RabbitTransportProvider().create(context),
        deadLetters::add,
        options,
        Clock.systemUTC(),
        new Random(1),
        new SimpleMeterRegistry());
  }

  private void append(String event) throws Exception {
    byte[] bytes = event.getBytes(UTF_8);
    spool.append(bytes, 0, bytes.length, TimeUnit.SECONDS.toNanos(10));
  }

  private static OutboundMessage message(SpoolItem item) {
    String[] parts = new String(((SpoolItem.Entry) item).payload(), UTF_8).split("\\|", 2);
    return new OutboundMessage(
        "id-" + item.sequence(),
        Messages.SPOOL,
        item.sequence(),
        parts[0],
        parts[1].getBytes(UTF_8),
        "text/plain",
        Map.of(),
        Map.of("exchange.name", Destination.EXCHANGE, "routing-key", parts[1]),
        Instant.now(),
        0);
  }

  private Set<String> arrived() throws Exception {
    Set<String> texts = new TreeSet<>();
    try (AmqpConsumer consumer = AmqpConsumer.of(destination.uri(), "all")) {
      int count = admin.messages(destination.vhost(), "all");
      for (AmqpMessage message : consumer.read(count, Duration.ofSeconds(10))) {
        texts.add(message.text());
      }
    }
    return texts;
  }

  private static String text(DeadLetter letter) {
    return new String(letter.record().payload(), UTF_8);
  }
}
