package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfirmWindowTest {

  private static final Failure CAUSE = Failure.of(FailureCode.TIMEOUT, "cause");

  private final ConfirmWindow window = new ConfirmWindow();
  private final Messages messages = new Messages("x");

  @Test
  void ofEachKeyOneMessageIsUnderWay() {
    PendingBatch batch = add("a", "b", "a", null, null, "a");

    assertThat(publishAll()).containsExactly(1L, 2L, 4L, 5L);
    confirm(1, false);
    assertThat(publishAll()).containsExactly(3L);
    confirm(5, true);
    assertThat(publishAll()).containsExactly(6L);
    assertThat(batch.isDone()).isFalse();
    confirm(6, false);

    assertThat(result(batch)).isEqualTo(BatchResult.allDelivered(6));
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void anEmptyKeyHoldsNobodyUp() {
    add("", "a", "", "");

    assertThat(publishAll()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aKeyStaysBusyFromBatchToBatch() {
    add("a");
    add("a");
    assertThat(publishAll()).containsExactly(1L);
    confirm(1, false);
    assertThat(publishAll()).containsExactly(2L);
  }

  @Test
  void aRejectedMessageLetsTheNextOfItsKeyGo() {
    add("a", "a");
    publishAll();
    Publication refused = window.take(1, false).get(0);
    window.settle(refused, Outcome.rejected(FailureCode.UNROUTABLE, "none"));

    assertThat(publishAll()).containsExactly(2L);
  }

  @Test
  void aStopAnswersWhatIsNotUnderWayAndLetsNothingElseOut() {
    PendingBatch batch = add("a", "a", "b");
    window.next();
    window.publishing(0);

    assertThat(window.stop(CAUSE)).isTrue();
    assertThat(publishAll()).isEmpty();
    confirm(1, false);

    assertThat(result(batch).outcomes())
        .containsExactly(Outcome.delivered(), Outcome.retry(CAUSE), Outcome.retry(CAUSE));
    assertThat(window.stop(CAUSE)).isFalse();
  }

  @Test
  void whatIsGivenUpIsAnsweredAndItsConfirmationMeansNothing() {
    PendingBatch batch = add("a", "b");
    publishAll();

    assertThat(window.giveUp(CAUSE)).isTrue();
    assertThat(done(batch)).isFalse();
    finish();
    assertThat(result(batch)).isEqualTo(BatchResult.allRetry(2, CAUSE));
    assertThat(window.take(2, true)).isEmpty();

    add("a");
    publishAll();
    assertThat(window.take(3, false)).hasSize(1);
  }

  @Test
  void afterARefusalSuspectsGoOneByOneBeforeAllElse() {
    add("a", "b", "c", "a");
    publishAll();
    confirm(1, false);
    assertThat(window.channelLost()).isNull();
    add("d");

    assertThat(publishAll()).containsExactly(2L);
    confirm(1, false);
    assertThat(publishAll()).containsExactly(3L);
    Publication guilty = Objects.requireNonNull(window.channelLost());
    window.settle(guilty, Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "large"));
    assertThat(publishAll()).containsExactly(4L, 5L);
  }

  @Test
  void nobodyIsBlamedWhereOneThatWasGivenUpMayBeGuilty() {
    add("a");
    publishAll();
    window.giveUp(CAUSE);
    add("b");
    publishAll();

    assertThat(window.channelLost()).isNull();
    assertThat(publishAll()).containsExactly(2L);
  }

  @Test
  void aMessageTheClientDoesNotWriteTakesNoTag() {
    add("a", "b");
    Publication first = Objects.requireNonNull(window.next());
    window.publishing(0);
    window.unwritten(first, Outcome.rejected(FailureCode.MESSAGE_INVALID, "x"));
    assertThat(publishAll()).containsExactly(2L);
    assertThat(window.take(1, false)).hasSize(1);
  }

  @Test
  void returnsAreMatchedInTheOrderOfPublishing() {
    add("a", "b");
    publishAll();
    Publication returned = Objects.requireNonNull(window.returned("id-2", "NO_ROUTE"));
    assertThat(returned.message().sequence()).isEqualTo(2);
    assertThat(window.returned("id-2", "NO_ROUTE")).isNull();
    assertThat(window.returned("other", "NO_ROUTE")).isNull();
  }

  /** Whatever happens, a key's messages leave in order and never two at a time. */
  @Test
  void underRandomEventsTheOrderOfEachKeyHolds() {
    for (int seed = 0; seed < 200; seed++) {
      new Trial(new Random(seed), seed).run();
    }
  }

  private static final class Trial {
    private final Random random;
    private final int seed;
    private final ConfirmWindow window = new ConfirmWindow();
    private final Messages messages = new Messages("x");
    private final Map<String, Long> lastLeft = new HashMap<>();
    private final List<Publication> underWay = new ArrayList<>();
    private final List<CompletableFuture<BatchResult>> results = new ArrayList<>();
    private long lowestTag = 1;

    Trial(Random random, int seed) {
      this.random = random;
      this.seed = seed;
    }

    void run() {
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(12)) {
          case 0 -> add();
          case 1 -> lose();
          case 2, 3, 4 -> confirm();
          default -> publish();
        }
      }
      while (!window.isEmpty()) {
        publish();
        confirm();
      }
      for (CompletableFuture<BatchResult> result : results) {
        assertThat(result.isDone()).as("seed " + seed).isTrue();
      }
    }

    private void add() {
      List<OutboundMessage> batch = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        int key = random.nextInt(4);
        batch.add(messages.message(key == 0 ? null : "key-" + key, "r", "b"));
      }
      PendingBatch pending = new PendingBatch(batch, 0);
      results.add(pending.result().toCompletableFuture());
      window.add(pending);
      finish();
    }

    private void publish() {
      Publication next = window.next();
      if (next == null) {
        return;
      }
      window.publishing(0);
      String key = next.message().key();
      long sequence = next.message().sequence();
      if (key != null) {
        assertThat(underWay).as("seed " + seed).noneMatch(p -> key.equals(p.message().key()));
        assertThat(sequence)
            .as("seed " + seed)
            .isGreaterThanOrEqualTo(lastLeft.getOrDefault(key, 0L));
        lastLeft.put(key, sequence);
      }
      underWay.add(next);
    }

    private void confirm() {
      if (underWay.isEmpty()) {
        return;
      }
      int count = 1 + random.nextInt(underWay.size());
      List<Publication> taken = window.take(lowestTag + count - 1, true);
      assertThat(taken).as("seed " + seed).isEqualTo(underWay.subList(0, count));
      lowestTag += count;
      underWay.subList(0, count).clear();
      for (Publication publication : taken) {
        window.settle(publication, Outcome.delivered());
      }
      finish();
    }

    private void lose() {
      if (underWay.isEmpty()) {
        return;
      }
      Publication guilty = window.channelLost();
      if (guilty != null) {
        window.settle(guilty, Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, "large"));
      }
      underWay.clear();
      lowestTag = 1;
      finish();
    }

    private void finish() {
      window.takeFinished().forEach(PendingBatch::complete);
    }
  }

  private static boolean done(PendingBatch batch) {
    return batch.result().toCompletableFuture().isDone();
  }

  private static BatchResult result(PendingBatch batch) {
    return batch.result().toCompletableFuture().join();
  }

  private PendingBatch add(@Nullable String... keys) {
    List<OutboundMessage> batch = new ArrayList<>();
    for (String key : keys) {
      batch.add(messages.message(key, "r", "b"));
    }
    PendingBatch pending = new PendingBatch(batch, 0);
    window.add(pending);
    return pending;
  }

  /** Publishes all that may be published; returns their sequences. */
  private List<Long> publishAll() {
    List<Long> sequences = new ArrayList<>();
    for (Publication next = window.next(); next != null; next = window.next()) {
      window.publishing(0);
      sequences.add(next.message().sequence());
    }
    return sequences;
  }

  private void confirm(long tag, boolean multiple) {
    for (Publication publication : window.take(tag, multiple)) {
      window.settle(publication, Outcome.delivered());
    }
    finish();
  }

  private void finish() {
    window.takeFinished().forEach(PendingBatch::complete);
  }
}
