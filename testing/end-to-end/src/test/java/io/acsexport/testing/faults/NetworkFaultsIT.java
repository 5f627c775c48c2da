package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.TcpProxy;
import io.acsexport.transport.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Brokers that are known by name: the name is unknown at first, connections die unnoticed while all
 * is quiet, and the brokers move to another address.
 */
@Tag("concurrent")
@NeedsRabbit
class NetworkFaultsIT {

  private static final int THREADS = 4;
  private static final String NAME = "broker.test";
  private static final String FIRST_PLACE = "127.0.0.1";
  private static final String SECOND_PLACE = "127.0.0.2";
  private static final String INTERNAL = "INTERNAL";

  /** Left alone the JDK keeps an answer for 30 s, and for 10 s that there is none. */
  private static final int KEPT_SECONDS = Length.rounds(2, 30);

  /** In the long form two heartbeats of RabbitMQ's pass. */
  private static final Duration QUIET = Duration.ofSeconds(Length.rounds(5, 70));

  @TempDir Path folder;
  private final List<TcpProxy> proxies = new ArrayList<>();

  @AfterEach
  void closeProxies() {
    proxies.forEach(TcpProxy::close);
  }

  @Test
  void theNameIsUnknownAtFirstConnectionsDieUnnoticedAndTheBrokersMove() throws Exception {
    TcpProxy toKafka = closedAtEnd(TcpProxy.start());
    TcpProxy toRabbit = closedAtEnd(TcpProxy.start());
    RabbitBroker rabbit = RabbitBroker.shared();
    try (KafkaBroker kafka =
        KafkaBroker.start(
            KafkaBrokerOptions.in(folder.resolve("kafka"))
                .withListener(INTERNAL, "PLAINTEXT")
                .with("inter.broker.listener.name", INTERNAL)
                .advertisedAs(NAME + ":" + toKafka.port()))) {
      toKafka.forwardTo(kafka.bootstrapServers());
      toRabbit.forwardTo(rabbit.address());
      Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
      List<Target> targets = targets(kafka.bootstrapServers(INTERNAL), toKafka, toRabbit);
      try (Scenario scenario = new Scenario(folder, targets, THREADS)) {
        scenario
            .with(
                "-Djdk.net.hosts.file=" + hosts,
                "-Dsun.net.inetaddr.ttl=" + KEPT_SECONDS,
                "-Dsun.net.inetaddr.negative.ttl=" + Math.min(10, KEPT_SECONDS))
            .start()
            .publish(500)
            .awaitFailure(FailureCode.CONNECTION_FAILED);
        place(hosts, FIRST_PLACE);
        scenario.awaitDelivery().publish(300);

        scenario.quiet(true);
        await().pollDelay(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> true);
        toKafka.strand();
        toRabbit.strand();
        scenario.quiet(false).publish(300).awaitDelivery();

        closedAtEnd(TcpProxy.start(SECOND_PLACE, toKafka.port()))
            .forwardTo(kafka.bootstrapServers());
        closedAtEnd(TcpProxy.start(SECOND_PLACE, toRabbit.port())).forwardTo(rabbit.address());
        place(hosts, SECOND_PLACE);
        toKafka.close();
        toRabbit.close();
        scenario.awaitDelivery().publish(300).finish();
        scenario.judge();
      }
    }
  }

  private static List<Target> targets(String consumers, TcpProxy toKafka, TcpProxy toRabbit)
      throws Exception {
    RabbitBroker rabbit = RabbitBroker.shared();
    String vhost = rabbit.admin().addVhost();
    RabbitTarget queue =
        new RabbitTarget(
            "addresses = [\"%s:%d\"], virtual-host = \"%s\""
                .formatted(NAME, toRabbit.port(), vhost),
            rabbit.uri(vhost));
    queue.declare("classic");
    String servers = NAME + ":" + toKafka.port();
    return List.of(
        new KafkaTarget(servers, consumers, "named", false, ""),
        new KafkaTarget(servers, consumers, "named-once", true, ""),
        queue);
  }

  private TcpProxy closedAtEnd(TcpProxy proxy) {
    proxies.add(proxy);
    return proxy;
  }

  private static void place(Path hosts, String address) throws IOException {
    assertThat(Files.readString(hosts)).doesNotContain(address + " " + NAME);
    Files.writeString(hosts, "127.0.0.1 localhost\n" + address + " " + NAME + "\n");
  }
}
