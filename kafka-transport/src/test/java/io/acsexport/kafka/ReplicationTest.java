package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.Notice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationTest {

  @ParameterizedTest
  @CsvSource({
    "all, 2, 1, 1, ERROR, the topic has fewer copies",
    "all, 1, 3, 3, WARNING, may count as delivered while it has one copy",
    "1, 2, 3, 3, WARNING, has no effect with acks=1",
    "0, 2, 3, 1, WARNING, has no effect with acks=0",
    "all, 2, 3, 1, ERROR, but only 1 of 3 copies are in sync now",
    "-1, 3, 3, 3, WARNING, while any of their brokers is down",
  })
  void whatIsAmissIsToldWithARemedy(
      String acks, int minInSync, int copies, int inSync, Notice.Level level, String message) {
    List<Notice> notices = new Replication(acks, minInSync, copies, inSync).judge("cs");

    assertThat(notices).hasSize(1);
    assertThat(notices.get(0).level()).isEqualTo(level);
    assertThat(notices.get(0).message()).contains(message);
    assertThat(notices.get(0).remedy()).isNotEmpty();
  }

  @Test
  void whatIsInOrderOrNotKnownIsNot() {
    assertThat(new Replication("all", 2, 3, 3).judge("cs")).isEmpty();
    assertThat(new Replication("all", 2, 3, 2).judge("cs")).isEmpty();
    assertThat(new Replication("all", 1, 1, 1).judge("cs")).isEmpty();
    assertThat(new Replication("all", -1, 3, 3).judge("cs")).isEmpty();
    assertThat(new Replication("1", 1, 1, 1).judge("cs")).isEmpty();
  }
}
