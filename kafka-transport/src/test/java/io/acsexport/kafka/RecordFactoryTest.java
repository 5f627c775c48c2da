package io.acsexport.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.OutboundMessage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordFactoryTest {

  private final RecordFactory factory = new RecordFactory(null, Clock.systemUTC());
  private final OutboundMessage stock = new Messages("cs").message("k", "{}");

  @Test
  void cloudStacksOwnBodiesHaveNoHeaderThatItsOwnBusDoesNotNeed() {
    assertThat(headers(stock)).containsExactlyInAnyOrder("acs-id=id-1", "acs-type=VM.CREATE");
  }

  @Test
  void anyOtherBodySaysWhatItIs() {
    assertThat(headers(ofType("application/cloudevents+json")))
        .containsExactlyInAnyOrder(
            "acs-id=id-1", "acs-type=VM.CREATE", "content-type=application/cloudevents+json");
  }

  // NullAway overlooks in class files that an array may be null.
  @SuppressWarnings("NullAway")
  private OutboundMessage ofType(String contentType) {
    return new OutboundMessage(
        stock.id(),
        stock.spool(),
        stock.sequence(),
        stock.key(),
        stock.body(),
        contentType,
        stock.headers(),
        stock.route(),
        stock.acceptedAt(),
        0);
  }

  private List<String> headers(OutboundMessage message) {
    List<String> headers = new ArrayList<>();
    factory
        .record(message, "cs", null, null)
        .headers()
        .forEach(header -> headers.add(header.key() + "=" + new String(header.value(), UTF_8)));
    return headers;
  }
}
