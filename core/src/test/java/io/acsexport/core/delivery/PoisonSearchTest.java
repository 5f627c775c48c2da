package io.acsexport.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoisonSearchTest {

  private static final Failure ODD = Failure.of(FailureCode.UNCLASSIFIED, "odd");

  private final Window window = new Window();
  private final PoisonSearch search = new PoisonSearch();

  @BeforeEach
  void accuseTheFirst() {
    add(1, "a");
    add(2, "b");
    search.begin(1);
    assertThat(chosen()).isEqualTo(1);
    fail();
  }

  @Test
  void aWitnessGoesAheadOfTheAccused() {
    assertThat(chosen()).isEqualTo(2);
  }

  @Test
  void aNewTransportGetsTheLowestFirstEvenWhereAWitnessIsDue() {
    search.beginAnew();

    assertThat(search.active()).isTrue();
    assertThat(chosen()).isEqualTo(1);
    fail();
    assertThat(chosen()).isEqualTo(2);
  }

  private long chosen() {
    window.requeue();
    return search.choose(window, 10, 1_000).get(0).sequence();
  }

  private void fail() {
    window.requeue();
    List<Pending> first = window.take(1, 1_000);
    assertThat(search.learn(first, new Settlement(0, 1, List.of(), true, null), ODD)).isNull();
  }

  private void add(long sequence, String key) {
    window.add(
        Pending.of(
            new SpoolItem.Entry(sequence, 0, new byte[0]),
            DeliveryFixture.message(sequence, key, "body")));
  }
}
