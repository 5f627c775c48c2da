package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Awaitility.with;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.KafkaConsole;
import io.acsexport.testing.TcpProxy;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are absent, die, or fall silent. */
class KafkaOutageIT {

  @TempDir Path folder;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void aBrokerKilledUnderLoadGetsEverythingInOrderOnceItIsBack() throws Exception {
    KafkaBroker broker = open(KafkaBroker.start(KafkaBrokerOptions.in(folder)));
    Cluster cluster = new Cluster(broker);
    cluster.createTopic("killed", 3, Map.of());
    KafkaTransport transport = transport(broker.bootstrapServers(), Duration.ofSeconds(5));
    List<OutboundMessage> messages = new Messages("killed").numbered(0, 40_000, 11);
    FutureTask<Void> delivery =
        new FutureTask<>(
            () -> {
              new Engine(transport).deliver(messages, 200, Duration.ofMinutes(2));
              return null;
            });
    Thread engine = new Thread(delivery, "engine");
    engine.start();
    with()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> transport.health().state() == Health.State.UP);

    broker.kill();
    assertThat(delivery).isNotDone();
    broker.start();
    delivery.get(120, TimeUnit.SECONDS);

    Messages.assertInOrder(cluster.firstOccurrences("killed"), 40_000, 11);
  }

  @Test
  void aBrokerThatIsNotThereIsReportedInTimeAndUsedOnceItComes() throws Exception {
    KafkaBroker broker = open(KafkaBroker.prepare(KafkaBrokerOptions.in(folder)));
    KafkaTransport transport = transport(broker.bootstrapServers(), Duration.ofSeconds(3));
    OutboundMessage message = new Messages("cs").message("k", "1");
    Engine engine = new Engine(transport);

    Outcome.Retry retry = (Outcome.Retry) engine.send(message).outcomes().get(0);
    assertThat(retry.failure().code()).isEqualTo(FailureCode.CONNECTION_FAILED);
    assertThat(retry.failure().detail()).contains(broker.bootstrapServers());
    assertThat(transport.health().state()).isEqualTo(Health.State.DOWN);
    assertThatThrownBy(() -> transport.check(Duration.ofSeconds(2)))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONNECTION_FAILED));
    assertThatThrownBy(() -> transport.tail(Tailable.From.BEGINNING))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONNECTION_FAILED));

    broker.start();
    engine.deliver(List.of(message), 1, Duration.ofSeconds(60));
    assertThat(new Cluster(broker).firstOccurrences("cs"))
        .containsOnly(Map.entry("k", List.of("1")));
  }

  @Test
  void aHostThatDoesNotResolveIsAConnectionFailureAndLetsNothingOvertake() throws Exception {
    KafkaTransport transport = transport("no-such-host.invalid:9092", Duration.ofSeconds(3));

    Messages messages = new Messages("cs");

    assertThatThrownBy(() -> transport.send(List.of(messages.message("k", "1"))))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CONNECTION_FAILED);
              assertThat(e.failure().detail()).contains("no-such-host.invalid:9092");
            });
    assertThat(transport.send(List.of(messages.message("k", "2"))))
        .succeedsWithin(Duration.ZERO)
        .satisfies(
            result ->
                assertThat(((Outcome.Retry) result.outcomes().get(0)).failure().code())
                    .isEqualTo(FailureCode.HELD_BACK));
  }

  @Test
  void aBrokerThatFallsSilentIsGivenUpInTimeAndServedWhenItSpeaksAgain() throws Exception {
    TcpProxy proxy = open(TcpProxy.start());
    KafkaBroker broker = brokerBehind(proxy);
    KafkaTransport transport = transport(proxy.address(), Duration.ofSeconds(4));
    Engine engine = new Engine(transport);
    Messages messages = new Messages("cs");
    engine.deliver(List.of(messages.message("k", "1")), 1, Duration.ofSeconds(60));

    proxy.become(TcpProxy.Mode.SILENT);
    OutboundMessage second = messages.message("k", "2");
    Outcome.Retry retry = (Outcome.Retry) engine.send(second).outcomes().get(0);
    assertThat(retry.failure().detail()).contains("no answer from " + proxy.address());
    assertThat(retry.failure().code()).isEqualTo(FailureCode.TIMEOUT);
    // It may become so a moment after the answer.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(transport.health().detail()).contains("no answer"));

    proxy.become(TcpProxy.Mode.PASS);
    engine.deliver(List.of(second), 1, Duration.ofSeconds(60));
    proxy.become(TcpProxy.Mode.RESET);
    proxy.become(TcpProxy.Mode.PASS);
    engine.deliver(List.of(messages.message("k", "3")), 1, Duration.ofSeconds(60));
    // What was under way when the network fell silent may arrive twice.
    assertThat(bodies(broker).stream().distinct()).containsExactly("1", "2", "3");
  }

  @Test
  void ofSeveralBatchesTheOneThatWaitedTooLongHasTheCause() throws Exception {
    TcpProxy proxy = open(TcpProxy.start());
    KafkaBroker unused = brokerBehind(proxy);
    KafkaTransport transport = transport(proxy.address(), Duration.ofSeconds(4));
    Messages messages = new Messages("cs");
    new Engine(transport).deliver(List.of(messages.message("k", "1")), 1, Duration.ofSeconds(60));

    proxy.become(TcpProxy.Mode.SILENT);
    CompletableFuture<BatchResult> second =
        transport.send(List.of(messages.message("k", "2"))).toCompletableFuture();
    CompletableFuture<BatchResult> third =
        transport.send(List.of(messages.message("k", "3"))).toCompletableFuture();

    assertThat(code(second)).isEqualTo(FailureCode.TIMEOUT);
    assertThat(code(third)).isEqualTo(FailureCode.HELD_BACK);
  }

  private KafkaBroker brokerBehind(TcpProxy proxy) throws Exception {
    KafkaBroker broker =
        open(
            KafkaBroker.start(
                KafkaBrokerOptions.in(folder)
                    .advertisedAs(proxy.address())
                    .withListener("DIRECT", "PLAINTEXT")));
    proxy.forwardTo(broker.bootstrapServers());
    return broker;
  }

  private static FailureCode code(CompletableFuture<BatchResult> result) throws Exception {
    Outcome outcome = result.get(60, TimeUnit.SECONDS).outcomes().get(0);
    return ((Outcome.Retry) outcome).failure().code();
  }

  @Test
  void anInterruptOrACloseEndsASendToASilentBroker() throws Exception {
    TcpProxy proxy = open(TcpProxy.start());
    proxy.forwardTo("127.0.0.1:1").become(TcpProxy.Mode.SILENT);
    KafkaTransport transport = transport(proxy.address(), Duration.ofMinutes(5));
    Messages messages = new Messages("cs");

    OutboundMessage first = messages.message("k", "1");
    FutureTask<BatchResult> interrupted = sending(transport, first, true);
    assertThatThrownBy(() -> interrupted.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);

    FutureTask<BatchResult> closed = sending(transport, first, false);
    assertThat(transport.health().detail())
        .isEqualTo("connecting to " + proxy.address() + ", no answer yet");
    transport.close();
    assertThatThrownBy(() -> transport.send(List.of(messages.message("k", "2"))))
        .isInstanceOf(TransportException.class);
    Outcome.Retry retry = (Outcome.Retry) closed.get(60, TimeUnit.SECONDS).outcomes().get(0);
    assertThat(retry.failure().code()).isEqualTo(FailureCode.CLOSED);
  }

  /** Sends on a thread of its own, waits until it hangs, and interrupts it if wanted. */
  private static FutureTask<BatchResult> sending(
      KafkaTransport transport, OutboundMessage message, boolean interrupt) throws Exception {
    FutureTask<BatchResult> task =
        new FutureTask<>(
            () -> {
              CompletableFuture<BatchResult> result =
                  transport.send(List.of(message)).toCompletableFuture();
              return result.get(60, TimeUnit.SECONDS);
            });
    Thread thread = new Thread(task, "engine");
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    if (interrupt) {
      thread.interrupt();
    }
    return task;
  }

  private static List<String> bodies(KafkaBroker broker) throws Exception {
    return new KafkaConsole(
            broker.bootstrapServers("DIRECT"), broker.output().resolveSibling("console"))
        .consume("cs", 100, Duration.ofSeconds(3));
  }

  private KafkaTransport transport(String servers, Duration sendTimeout) throws Exception {
    FakeContext context =
        open(
            new FakeContext(
                new FakeSettings().producer("bootstrap.servers", servers), sendTimeout));
    return open((KafkaTransport) new KafkaTransportProvider().create(context));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }
}
