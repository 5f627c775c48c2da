package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.acsexport.transport.OutboundMessage;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageFormatTest {

  private static final OutboundMessage MESSAGE =
      new OutboundMessage(
          "id-1",
          new UUID(0, 2),
          1,
          "key",
          new byte[] {'{', '}'},
          "application/cloudevents+json",
          Map.of("acs-type", "VM.CREATE"),
          Map.of("exchange.name", "events", "routing-key", "k"),
          Instant.parse("2026-11-22T07:03:18.123Z"),
          0);

  @Test
  void theMediaTypeIsThatOfTheFormat() {
    AMQP.BasicProperties properties = new MessageFormat(true).properties(MESSAGE);

    assertThat(properties.getContentType()).isEqualTo("application/cloudevents+json");
    assertThat(properties.getDeliveryMode()).isEqualTo(2);
    assertThat(properties.getMessageId()).isEqualTo("id-1");
    assertThat(properties.getTimestamp()).isEqualTo(Date.from(MESSAGE.acceptedAt()));
    assertThat(properties.getHeaders()).containsExactly(Map.entry("acs-type", "VM.CREATE"));
  }

  @Test
  void onlyPersistentMessagesAreKeptOnTheBrokersDisk() {
    assertThat(new MessageFormat(false).properties(MESSAGE).getDeliveryMode()).isEqualTo(1);
  }
}
