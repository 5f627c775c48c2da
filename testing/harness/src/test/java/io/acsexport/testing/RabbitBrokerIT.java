package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@NeedsRabbit
class RabbitBrokerIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void aConsumerReadsKeyPropertiesHeadersAndBody() throws Exception {
    RabbitBroker broker = RabbitBroker.shared();
    String uri = broker.uri(broker.admin().addVhost());
    try (Connection connection = Amqp.connect(uri)) {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare("cs", "topic");
      try (AmqpConsumer all = AmqpConsumer.bound(uri, "cs", "#");
          AmqpConsumer some = AmqpConsumer.bound(uri, "cs", "*.ActionEvent.*")) {
        AMQP.BasicProperties properties =
            new AMQP.BasicProperties.Builder()
                .messageId("id-1")
                .headers(Map.of("acs-type", "VM.CREATE"))
                .build();
        channel.basicPublish(
            "cs", "a.AlertEvent.b", properties, "größer".getBytes(StandardCharsets.UTF_8));
        channel.basicPublish("cs", "a.ActionEvent.b", null, new byte[0]);

        List<AmqpMessage> read = all.read(2, SOON);
        assertThat(read)
            .extracting(AmqpMessage::routingKey)
            .containsExactly("a.AlertEvent.b", "a.ActionEvent.b");
        assertThat(read.get(0).text()).isEqualTo("größer");
        assertThat(read.get(0).exchange()).isEqualTo("cs");
        assertThat(read.get(0).properties().getMessageId()).isEqualTo("id-1");
        assertThat(read.get(0).header("acs-type")).isEqualTo("VM.CREATE");
        assertThat(read.get(1).header("acs-type")).isNull();
        assertThat(some.read(1, SOON))
            .extracting(AmqpMessage::routingKey)
            .containsExactly("a.ActionEvent.b");
        assertThat(broker.admin().messages(vhostOf(uri), all.queue())).isZero();
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "acs-export.test.long", matches = "true")
  void persistentMessagesOutliveAStopAndAKill() throws Exception {
    RabbitBrokerOptions options = RabbitBrokerOptions.in(folder.resolve("a b"));
    try (RabbitBroker broker = RabbitBroker.start(options)) {
      String address = broker.address();
      String uri = broker.uri("/");
      try (Connection connection = Amqp.connect(uri)) {
        Channel channel = connection.createChannel();
        channel.queueDeclare("kept", true, false, false, Map.of());
        channel.confirmSelect();
        channel.basicPublish("", "kept", MessageProperties.PERSISTENT_TEXT_PLAIN, new byte[] {1});
        channel.waitForConfirmsOrDie(SOON.toMillis());
      }

      broker.stop();
      assertThat(broker.isRunning()).isFalse();
      assertThatThrownBy(() -> Amqp.connect(uri)).isInstanceOf(IOException.class);
      broker.start();
      assertThat(broker.admin().messages("/", "kept")).isEqualTo(1);
      broker.kill();
      assertThatThrownBy(() -> Amqp.connect(uri)).isInstanceOf(IOException.class);
      broker.start();

      assertThat(broker.address()).isEqualTo(address);
      try (AmqpConsumer consumer = AmqpConsumer.of(uri, "kept")) {
        assertThat(consumer.read(1, SOON))
            .singleElement()
            .satisfies(m -> assertThat(m.body()).containsExactly(1));
      }

      try (Connection connection = Amqp.connect(uri)) {
        Channel channel = connection.createChannel();
        broker.pause();
        CountDownLatch answered = new CountDownLatch(1);
        Thread declaring =
            new Thread(
                () -> {
                  try {
                    channel.queueDeclarePassive("kept");
                    answered.countDown();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                },
                "declare");
        declaring.start();
        assertThat(answered.await(300, TimeUnit.MILLISECONDS)).isFalse();
        broker.resume();
        assertThat(answered.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        declaring.join();
      }
    }
  }

  @Test
  void theAdministratorGrantsBlocksAndCloses() throws Exception {
    RabbitBroker broker = RabbitBroker.shared();
    RabbitAdmin admin = broker.admin();
    String vhost = admin.addVhost();
    String user = "user of " + vhost;
    admin.addUser(user, "quo\"te\\");
    String uri =
        broker.uri(vhost).replace("guest:guest", user.replace(" ", "%20") + ":quo%22te%5C");
    assertThatThrownBy(() -> Amqp.connect(uri)).isInstanceOf(IOException.class);

    admin.setPermissions(user, vhost, "^$", "cs", "^$");
    admin.setTopicPermissions(user, vhost, "cs", "^allowed", "^$");
    try (Connection own = Amqp.connect(broker.uri(vhost));
        Connection limited = Amqp.connect(uri)) {
      own.createChannel().exchangeDeclare("cs", "topic");
      try (AmqpConsumer consumer = AmqpConsumer.bound(broker.uri(vhost), "cs", "#")) {
        Channel channel = limited.createChannel();
        channel.basicPublish("cs", "allowed.1", null, new byte[0]);
        channel.basicPublish("cs", "forbidden.1", null, new byte[0]);
        await().atMost(SOON).until(() -> !channel.isOpen());
        assertThat(channel.getCloseReason().getMessage()).contains("403");
        own.createChannel().basicPublish("cs", "last", null, new byte[0]);
        assertThat(consumer.read(2, SOON))
            .extracting(AmqpMessage::routingKey)
            .containsExactly("allowed.1", "last");
      }
    }
    assertThatThrownBy(() -> admin.addUser(user, "again"))
        .hasMessageContaining("user_already_exists");

    admin.deleteUser(user);
    admin.deleteVhost(vhost);
    assertThatThrownBy(() -> Amqp.connect(broker.uri(vhost))).isInstanceOf(IOException.class);
  }

  @Test
  void itServesTlsKeepsToItsMessageSizeAndBlocksPublishersInAnAlarm() throws Exception {
    TestAuthority authority = TestAuthority.in(folder.resolve("tls"));
    TestAuthority.Identity own = authority.issue("broker", "ip:127.0.0.1");
    RabbitBrokerOptions options =
        RabbitBrokerOptions.in(folder)
            .with("max_message_size", "1000")
            .withTls(
                new RabbitBrokerOptions.Tls(
                    authority.certificate(), own.certificate(), own.key(), true));
    try (RabbitBroker broker = RabbitBroker.start(options)) {
      authority.issue("client", "dns:client");
      ConnectionFactory factory = new ConnectionFactory();
      factory.setHost("127.0.0.1");
      factory.setPort(Integer.parseInt(broker.tlsAddress().split(":", -1)[1]));
      factory.useSslProtocol(authority.clientContext("client"));
      factory.enableHostnameVerification();
      try (Connection secure = factory.newConnection()) {
        assertThat(secure.isOpen()).isTrue();
      }
      factory.useSslProtocol(authority.clientContext(null));
      assertThatThrownBy(factory::newConnection).isInstanceOf(IOException.class);

      // Closed by the broker in the end.
      Connection connection = Amqp.connect(broker.uri("/"));
      Channel channel = connection.createChannel();
      channel.basicPublish("", "none", null, new byte[1001]);
      await().atMost(SOON).until(() -> !channel.isOpen());
      assertThat(channel.getCloseReason().getMessage()).contains("larger than configured");

      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch unblocked = new CountDownLatch(1);
      connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
      broker.admin().raiseAlarm();
      connection.createChannel().basicPublish("", "none", null, new byte[0]);
      assertThat(blocked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      broker.admin().clearAlarm();
      assertThat(unblocked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(broker.admin().connections()).isEqualTo(1);
      broker.admin().closeConnections();
      await().atMost(SOON).until(() -> !connection.isOpen());
      assertThat(connection.getCloseReason().getMessage()).contains("closed by the test");
    }
  }

  @Test
  void aBrokerThatCannotStartSaysWhereToLook() {
    RabbitBrokerOptions options = RabbitBrokerOptions.in(folder).with("heartbeat", "never");

    assertThatThrownBy(() -> RabbitBroker.start(options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended while starting")
        .hasMessageContaining("output.log");
    assertThat(folder.resolve("output.log")).content().contains("heartbeat");
  }

  private static String vhostOf(String uri) {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }
}
