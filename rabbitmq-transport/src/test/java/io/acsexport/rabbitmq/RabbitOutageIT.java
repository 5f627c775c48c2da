package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.RabbitBrokerOptions;
import io.acsexport.testing.TcpProxy;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that stops, hangs, holds back, or cannot be reached. */
@NeedsRabbit
class RabbitOutageIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static RabbitBroker broker;

  private final Messages messages = new Messages(Destination.EXCHANGE);
  private Destination destination;
  private TcpProxy proxy;

  @BeforeAll
  static void startTheBroker() throws Exception {
    broker = RabbitBroker.start(RabbitBrokerOptions.in(folder));
  }

  @AfterAll
  static void stopTheBroker() {
    broker.close();
  }

  @BeforeEach
  void openAVirtualHost() throws Exception {
    if (!broker.isRunning()) {
      broker.start();
    }
    destination = new Destination(broker);
    proxy = destination.closing(TcpProxy.start().forwardTo(broker.address()));
  }

  @AfterEach
  void closeIt() throws Exception {
    broker.resume();
    broker.admin().clearAlarm();
    destination.close();
  }

  @Test
  void aBrokerThatIsNotThereIsRetriedUntilItIs() throws Exception {
    proxy.become(TcpProxy.Mode.REFUSE);
    RabbitTransport transport = destination.transport(throughProxy());
    EngineStandIn engine = destination.engine(transport);
    OutboundMessage message = messages.message("a", "k", "1");

    Failure failure = retry(engine.send(message).outcomes().get(0));
    assertThat(failure.code()).isEqualTo(FailureCode.CONNECTION_FAILED);
    assertThat(failure.detail()).contains(proxy.address());
    assertThat(transport.health().state()).isEqualTo(Health.State.DOWN);

    proxy.become(TcpProxy.Mode.PASS);
    assertThat(engine.send(message).outcomes()).containsExactly(Outcome.delivered());
    assertThat(transport.health().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void nothingIsLostOrOutOfOrderWhenConnectionsBreakAgainAndAgain() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(throughProxy());
    List<OutboundMessage> batch = messages.numbered(6_000, 40);
    AtomicReference<Throwable> failed = new AtomicReference<>();
    Thread breaking =
        new Thread(
            () -> {
              try {
                for (int i = 1; i <= 6; i++) {
                  int least = i * 700;
                  await()
                      .atMost(SOON)
                      .until(() -> broker.admin().messages(destination.vhost(), "all") > least);
                  proxy.become(TcpProxy.Mode.RESET);
                  proxy.become(TcpProxy.Mode.PASS);
                }
              } catch (Throwable e) {
                failed.set(e);
              }
            });
    breaking.start();

    destination.engine(transport).deliver(batch, 100, Duration.ofSeconds(90));

    breaking.join();
    assertThat(failed.get()).isNull();
    assertComplete(6_000, 40);
  }

  @Test
  void aBrokerThatStopsAndComesBackGetsEverything() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    EngineStandIn engine = destination.engine(transport);
    engine.deliver(messages.numbered(100, 5), 50, SOON);
    broker.kill();
    List<OutboundMessage> more = messages.numbered(100, 5);
    await().atMost(SOON).until(() -> transport.health().state() == Health.State.DOWN);
    assertThat(retry(engine.send(more).outcomes().get(0)).code())
        .isEqualTo(FailureCode.CONNECTION_FAILED);

    broker.start();

    engine.deliver(more, 50, Duration.ofSeconds(60));
    assertThat(read("all", 200)).hasSize(200);
  }

  @Test
  void aBrokerThatConfirmsNothingGetsANewConnection() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport =
        destination.transport(throughProxy().with("confirm-timeout", "500 ms"));
    EngineStandIn engine = destination.engine(transport);
    engine.send(messages.message("a", "k", "1"));
    OutboundMessage message = messages.message("a", "k", "2");

    proxy.become(TcpProxy.Mode.SILENT);
    Failure failure = retry(engine.send(message).outcomes().get(0));
    assertThat(failure.code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(failure.detail()).contains("did not confirm").contains("500 ms");
    assertThat(transport.health().state()).isEqualTo(Health.State.DOWN);

    proxy.become(TcpProxy.Mode.PASS);
    assertThat(engine.send(message).outcomes()).containsExactly(Outcome.delivered());
    assertThat(firstOccurrences("all")).extracting(AmqpMessage::text).containsExactly("1", "2");
  }

  @Test
  void aBrokerThatDoesNotFinishTheHandshakeTimesOut() throws Exception {
    proxy.become(TcpProxy.Mode.SILENT);
    FakeContext context = destination.context(throughProxy(), Duration.ofMillis(800));
    RabbitTransport transport = destination.transport(context);

    Failure failure =
        retry(
            destination.engine(transport).send(messages.message(null, "k", "x")).outcomes().get(0));

    assertThat(failure.code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(failure.detail()).contains("no connection to");
  }

  @Test
  void anAlarmHoldsBackAndTheConnectionGoesOnAfterwards() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport =
        destination.transport(destination.settings().with("confirm-timeout", "500 ms"));
    EngineStandIn engine = destination.engine(transport);
    engine.send(messages.message("a", "k", "0"));
    int connections = broker.admin().connections();

    broker.admin().raiseAlarm();
    OutboundMessage message = messages.message("a", "k", "1");
    OutboundMessage follower = messages.message("a", "k", "2");
    for (int attempt = 0; attempt < 3; attempt++) {
      for (Outcome outcome : engine.send(message, follower).outcomes()) {
        assertThat(retry(outcome).code()).isEqualTo(FailureCode.THROTTLED);
      }
      assertThat(transport.health().state()).isEqualTo(Health.State.HELD_BACK);
      assertThat(transport.health().detail()).contains("holds publishers back");
    }
    broker.admin().clearAlarm();
    await().atMost(SOON).until(() -> transport.health().state() == Health.State.UP);

    engine.deliver(List.of(message, follower), 10, SOON);
    assertThat(broker.admin().connections()).isEqualTo(connections);
    assertThat(firstOccurrences("all"))
        .extracting(AmqpMessage::text)
        .containsExactly("0", "1", "2");
  }

  @Test
  void aShortAlarmIsWaitedFor() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    EngineStandIn engine = destination.engine(transport);
    engine.send(messages.message("a", "k", "0"));
    broker.admin().raiseAlarm();

    CompletableFuture<BatchResult> result =
        transport.send(List.of(messages.message("b", "k", "1"))).toCompletableFuture();
    await().atMost(SOON).until(() -> transport.health().state() == Health.State.HELD_BACK);
    assertThat(result).isNotDone();
    broker.admin().clearAlarm();

    assertThat(result.get(20, TimeUnit.SECONDS).outcomes()).containsExactly(Outcome.delivered());
    assertThat(read("all", 2)).hasSize(2);
  }

  @Test
  void anOperatorWhoClosesTheConnectionDoesNotStopDelivery() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    EngineStandIn engine = destination.engine(transport);
    engine.send(messages.message("a", "k", "0"));

    broker.admin().closeConnections();
    await().atMost(SOON).until(() -> transport.health().state() == Health.State.DOWN);
    Failure failure = Objects.requireNonNull(transport.health().failure());
    assertThat(failure.code()).isEqualTo(FailureCode.CONNECTION_FAILED);
    assertThat(failure.detail()).contains("closed by the test");

    assertThat(engine.send(messages.message("a", "k", "1")).outcomes())
        .containsExactly(Outcome.delivered());
  }

  @Test
  void closingWaitsForConfirmationsAsLongAsItMay() throws Exception {
    destination.queue("all", "#");
    RabbitTransport transport = destination.transport(destination.settings());
    List<OutboundMessage> batch = messages.numbered(500, 500);

    CompletableFuture<BatchResult> result = transport.send(batch).toCompletableFuture();
    transport.close(SOON);

    assertThat(result).isDone();
    assertThat(result.get().outcomes()).containsOnly(Outcome.delivered());
    assertThat(transport.health().state()).isEqualTo(Health.State.IDLE);
    assertThatThrownBy(() -> transport.send(batch)).isInstanceOf(TransportException.class);
  }

  @Test
  void closingAHangingTransportReturnsAndAnswers() throws Exception {
    destination.queue("all", "#");
    FakeContext context = destination.context(throughProxy(), SEND_TIMEOUT);
    RabbitTransport transport = destination.transport(context);
    destination.engine(transport).send(messages.message("a", "k", "0"));
    proxy.become(TcpProxy.Mode.SILENT);
    // More than the buffers between us and the broker take: the publishing thread hangs in a write.
    List<OutboundMessage> large = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      large.add(messages.message(null, "k", new byte[1 << 20], Map.of(), Instant.now()));
    }
    CompletableFuture<BatchResult> result = transport.send(large).toCompletableFuture();
    await()
        .atMost(SOON)
        .until(() -> context.threadsMade().stream().anyMatch(RabbitOutageIT::isWriting));

    transport.close();

    assertThat(result).isDone();
    assertThat(retry(result.get().outcomes().get(39)).code()).isEqualTo(FailureCode.CLOSED);
    for (Thread thread : context.threadsMade()) {
      thread.join(20_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  @Test
  void closingWhileConnectingReturnsAndAnswers() throws Exception {
    proxy.become(TcpProxy.Mode.SILENT);
    RabbitTransport transport = destination.transport(throughProxy());
    CompletableFuture<BatchResult> result =
        transport.send(List.of(messages.message(null, "k", "x"))).toCompletableFuture();

    transport.close();

    assertThat(result).isDone();
    assertThat(retry(result.get().outcomes().get(0)).code()).isEqualTo(FailureCode.CLOSED);
  }

  @Test
  void anInterruptedThreadKeepsItsFlagAndWaitsForNothing() throws Exception {
    proxy.become(TcpProxy.Mode.SILENT);
    RabbitTransport transport = destination.transport(throughProxy());
    Thread.currentThread().interrupt();
    CompletableFuture<BatchResult> result =
        transport.send(List.of(messages.message(null, "k", "x"))).toCompletableFuture();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result).isNotDone();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> transport.check(SOON)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> transport.tail(Tailable.From.END))
        .isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    transport.close(SOON);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result).isDone();
  }

  @Test
  void anotherAddressIsTriedWhereOneDoesNotAnswer() throws Exception {
    destination.queue("all", "#");
    proxy.become(TcpProxy.Mode.REFUSE);
    RabbitTransport transport =
        destination.transport(
            destination.settings().with("addresses", List.of(proxy.address(), broker.address())));

    assertThat(destination.engine(transport).send(messages.message(null, "k", "x")).outcomes())
        .containsExactly(Outcome.delivered());
    assertThat(transport.health().detail()).contains(broker.address());
  }

  private FakeSettings throughProxy() throws Exception {
    return destination.settings().with("addresses", proxy.address());
  }

  private static boolean isWriting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("implWrite")) {
        return thread.getState() == Thread.State.RUNNABLE;
      }
    }
    return false;
  }

  private List<AmqpMessage> read(String queue, int count) throws Exception {
    try (AmqpConsumer consumer = AmqpConsumer.of(destination.uri(), queue)) {
      return consumer.read(count, SOON);
    }
  }

  private List<AmqpMessage> firstOccurrences(String queue) throws Exception {
    Map<String, AmqpMessage> byId = new LinkedHashMap<>();
    for (AmqpMessage message : read(queue, broker.admin().messages(destination.vhost(), queue))) {
      byId.putIfAbsent(message.properties().getMessageId(), message);
    }
    return List.copyOf(byId.values());
  }

  private void assertComplete(int count, int keys) throws Exception {
    List<AmqpMessage> first = firstOccurrences("all");
    assertThat(first).hasSize(count);
    Map<String, Integer> last = new HashMap<>();
    for (AmqpMessage message : first) {
      int number = Integer.parseInt(message.text());
      Integer before = last.put(message.routingKey(), number);
      assertThat(before == null ? number % keys : before + keys)
          .as(message.routingKey())
          .isEqualTo(number);
    }
  }

  private static Failure retry(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    return ((Outcome.Retry) outcome).failure();
  }
}
