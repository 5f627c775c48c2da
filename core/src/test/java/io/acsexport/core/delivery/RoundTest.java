package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import org.junit.jupiter.api.Test;

/** Of all that went wrong at once, one failure is told. */
class RoundTest {

  private final Round round = new Round();

  @Test
  void theEarliestMessageTellsWhereOthersTellAsMuch() {
    retry(9, FailureCode.HELD_BACK, "an earlier batch failed and goes first");
    retry(3, FailureCode.HELD_BACK, "an earlier event failed: no answer from kafka1:9092");
    retry(4, FailureCode.CLOSED, "the transport was closed");

    assertThat(told()).isEqualTo("an earlier event failed: no answer from kafka1:9092");
  }

  @Test
  void aRealFailureGoesBeforeAnEarlierMessageThatWasHeldBack() {
    retry(3, FailureCode.HELD_BACK, "an earlier batch failed and goes first");
    retry(9, FailureCode.TIMEOUT, "no answer");
    retry(4, FailureCode.HELD_BACK, "an earlier batch failed and goes first");

    assertThat(told()).isEqualTo("no answer");
  }

  @Test
  void whatSomebodyHasToActUponGoesFirst() {
    retry(3, FailureCode.TIMEOUT, "no answer");
    retry(9, FailureCode.AUTHORIZATION_FAILED, "may not write");

    assertThat(told()).isEqualTo("may not write");
  }

  private void retry(long sequence, FailureCode code, String detail) {
    round.retry(sequence, (Outcome.Retry) Outcome.retry(Failure.of(code, detail)), null);
  }

  private String told() {
    Failure failure = round.failure();
    return failure == null ? "" : failure.detail();
  }
}
