package io.acsexport.transport.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What arrives is what was sent, whatever it consists of. */
interface DeliveryRules {

  @Test
  default void aMessageArrivesByteForByteWithItsHeaders(Bench bench) throws Exception {
    Subject subject = bench.open();
    String text = "{\"description\":\"Größe 5 €, 仮想マシン, 🚀, \\\"quoted\\\", a\\nb\ttab\"}";
    OutboundMessage message =
        subject.messages().with("4c1e-ü-鍵", text, Map.of("acs-attr-cloud", "Zürich-1 🚀"));

    assertThat(subject.engine().send(List.of(message)).outcomes())
        .containsExactly(Outcome.delivered());

    Arrivals arrivals = subject.arrivals();
    assertThat(arrivals.text(message)).isEqualTo(text);
    if (bench.has(Capability.HEADERS)) {
      assertThat(arrivals.of(message).headers()).containsAllEntriesOf(message.headers());
    }
    if (bench.has(Capability.KEYS)) {
      assertThat(arrivals.of(message).key()).isEqualTo(message.key());
    }
  }

  @Test
  default void bodiesOfAnyLengthArrive(Bench bench) throws Exception {
    Subject subject = bench.open();
    Map<OutboundMessage, byte[]> bodies = new LinkedHashMap<>();
    for (int length : new int[] {0, 1, 1_000, 65_536, 1 << 20}) {
      byte[] body = body(length);
      bodies.put(subject.messages().bytes("k", body.clone()), body);
    }

    subject.deliver(List.copyOf(bodies.keySet()), 2);

    Arrivals arrivals = subject.arrivals();
    bodies.forEach(
        (message, body) ->
            assertThat(arrivals.of(message).body()).as("%s", message).isEqualTo(body));
  }

  @Test
  default void aMessageWithoutABodyArrives(Bench bench) throws Exception {
    Subject subject = bench.open();
    OutboundMessage message = subject.messages().bytes("k", null);

    subject.deliver(List.of(message), 1);

    byte @Nullable [] body = subject.arrivals().of(message).body();
    if (bench.has(Capability.ABSENT_BODY)) {
      assertThat(body).isNull();
    } else {
      assertThat(body == null ? new byte[0] : body).isEmpty();
    }
  }

  @Test
  default void messagesWithoutAKeyAndWithAnEmptyOneArrive(Bench bench) throws Exception {
    Subject subject = bench.open();
    OutboundMessage without = subject.messages().text(null, "no key");
    OutboundMessage empty = subject.messages().text("", "empty key");

    subject.deliver(List.of(without, empty), 2);

    Arrivals arrivals = subject.arrivals();
    assertThat(arrivals.text(without)).isEqualTo("no key");
    assertThat(arrivals.text(empty)).isEqualTo("empty key");
    if (bench.has(Capability.KEYS)) {
      assertThat(arrivals.of(without).key()).isNull();
      assertThat(arrivals.of(empty).key()).isEmpty();
    }
  }

  @Test
  default void aBatchOfThousandsArrivesWhole(Bench bench) throws Exception {
    Subject subject = bench.open();
    List<OutboundMessage> batch =
        subject.messages().numbered(subject.context().maxBatchMessages(), keys());

    assertThat(subject.engine().send(batch).outcomes()).containsOnly(Outcome.delivered());

    Arrivals arrivals = subject.arrivals();
    for (int i = 0; i < batch.size(); i++) {
      assertThat(arrivals.text(batch.get(i))).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  default void manyBatchesKeepTheOrderOfEachKey(Bench bench) throws Exception {
    Subject subject = bench.open();
    List<OutboundMessage> messages = subject.messages().numbered(1_000, keys());

    subject.deliver(messages, 10);

    assertThat(subject.arrivals().ids())
        .containsExactlyInAnyOrderElementsOf(messages.stream().map(OutboundMessage::id).toList());
  }

  @Test
  default void healthTellsWhetherItIsConnected(Bench bench) throws Exception {
    Subject subject = bench.open();
    assertThat(subject.transport().health().state()).isEqualTo(Health.State.IDLE);

    subject.deliver(List.of(subject.messages().text("k", "1")), 1);
    subject.awaitHealth(Health.State.UP);
    assertThat(subject.transport().health().detail()).isNotBlank();

    subject.close(bench.patience());
    subject.awaitHealth(Health.State.IDLE);
  }

  /** Letters of one, two and three bytes, so that no length is lucky. */
  private static byte[] body(int length) {
    byte[] body = new byte[length];
    byte[] pattern = "aé€".getBytes(UTF_8);
    for (int at = 0; at + pattern.length <= length; at += pattern.length) {
      System.arraycopy(pattern, 0, body, at, pattern.length);
    }
    Arrays.fill(body, length - length % pattern.length, length, (byte) 'z');
    return body;
  }

  /** Several keys, the empty one and none. */
  private static List<@Nullable String> keys() {
    List<@Nullable String> keys = new ArrayList<>(List.of("a", "b", "c", "d", "e", ""));
    keys.add(null);
    return keys;
  }
}
