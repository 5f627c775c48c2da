package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedAmqpTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void itConfirmsRoutesAndLeavesNothingBehind() throws Exception {
    String uri;
    try (EmbeddedAmqp broker = EmbeddedAmqp.start(folder.resolve("a b"))) {
      uri = broker.uri();
      try (Connection connection = Amqp.connect(uri)) {
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("cs", "topic", true);
        channel.confirmSelect();
        try (AmqpConsumer consumer = AmqpConsumer.bound(uri, "cs", "*.ActionEvent.#")) {
          channel.basicPublish("cs", "a.AlertEvent.b", null, new byte[0]);
          channel.basicPublish(
              "cs", "a.ActionEvent.b", null, "größer".getBytes(StandardCharsets.UTF_8));
          channel.waitForConfirmsOrDie(SOON.toMillis());

          assertThat(consumer.read(1, SOON))
              .extracting(AmqpMessage::text)
              .containsExactly("größer");
        }
      }
      assertThatThrownBy(() -> Amqp.connect(uri.replace(":guest@", ":wrong@")))
          .isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> Amqp.connect(uri)).isInstanceOf(IOException.class);

    try (EmbeddedAmqp another = EmbeddedAmqp.start(folder);
        Connection connection = Amqp.connect(another.uri())) {
      assertThatThrownBy(() -> connection.createChannel().exchangeDeclarePassive("cs"))
          .isInstanceOf(IOException.class);
    }
  }
}
