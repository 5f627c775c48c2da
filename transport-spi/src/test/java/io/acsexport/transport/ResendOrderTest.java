package io.acsexport.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResendOrderTest {

  private final ResendOrder order = new ResendOrder();
  private final List<OutboundMessage> messages =
      IntStream.range(0, 10).mapToObj(ResendOrderTest::message).toList();

  @Test
  void withoutAFailureEveryBatchPasses() {
    assertThat(admits(0, 2)).isTrue();
    assertThat(admits(2, 4)).isTrue();
  }

  @Test
  void batchesHandedOverBeforeTheFailureWasSeenAreHeldBack() {
    admits(0, 2);
    order.failed();

    assertThat(admits(2, 4)).isFalse();
    assertThat(admits(4, 6)).isFalse();
    assertThat(admits(0, 2)).isTrue();
    assertThat(admits(2, 4)).isTrue();
  }

  @Test
  void afterARepeatFailedAgainALaterMessageMayTestifyThatOthersGetThrough() {
    admits(0, 2);
    admits(2, 4);
    order.failed();
    assertThat(admits(0, 1)).isTrue();
    order.failed();

    assertThat(admits(3, 4)).isTrue();
    order.failed();
    assertThat(admits(0, 1)).isTrue();
    order.failed();
    assertThat(admits(8, 9)).isTrue();
  }

  @Test
  void afterTheRepeatsANewFailureHoldsBackAgain() {
    admits(0, 2);
    order.failed();
    admits(0, 2);
    admits(2, 4);
    order.failed();

    assertThat(admits(4, 6)).isFalse();
    assertThat(admits(2, 4)).isTrue();
  }

  @Test
  void whereTheFailedOnesWereGivenUpTheNextBatchPassesWhenItComesAgain() {
    admits(0, 2);
    order.failed();

    assertThat(admits(6, 8)).isFalse();
    assertThat(admits(6, 8)).isTrue();
  }

  private boolean admits(int from, int to) {
    return order.admits(messages.subList(from, to));
  }

  private static OutboundMessage message(int sequence) {
    return new OutboundMessage(
        "id-" + sequence,
        new UUID(0, 1),
        sequence,
        "key",
        new byte[0],
        "text/plain",
        Map.of(),
        Map.of(),
        Instant.EPOCH,
        0);
  }
}
