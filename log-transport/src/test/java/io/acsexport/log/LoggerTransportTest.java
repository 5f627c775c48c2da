package io.acsexport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LoggerTransportTest {

  private final RecordingLogger log = new RecordingLogger(Level.INFO);
  private final Messages messages = new Messages();

  @Test
  void eachEventIsOneLineWithHeadersKeyAndBody() throws Exception {
    LoggerTransport transport = transport(Level.INFO, 1000);
    BatchResult result =
        transport
            .send(List.of(messages.message("k", "{\"a\": \"{}\"}"), messages.message(null, "")))
            .toCompletableFuture()
            .get();

    assertThat(result).isEqualTo(BatchResult.allDelivered(2));
    assertThat(log.lines)
        .containsExactly(
            "INFO Event for main: acs-type=VM.CREATE key=k body={\"a\": \"{}\"}",
            "INFO Event for main: acs-type=VM.CREATE body=");
    assertThat(transport.health().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void anAbsentBodyIsSaidToBeAbsent() throws Exception {
    transport(Level.WARN, 1000).send(List.of(messages.message("a\nb", (String) null)));
    assertThat(log.lines)
        .containsExactly("WARN Event for main: acs-type=VM.CREATE key=a b no body");
  }

  @Test
  void aLongBodyIsCut() throws Exception {
    transport(Level.INFO, 3).send(List.of(messages.message("k", "abcdef")));
    assertThat(log.lines.get(0)).endsWith("body=abc… (6 bytes)");
  }

  @Test
  void whereTheLogDropsTheLinesNothingCountsAsDelivered() {
    LoggerTransport transport = transport(Level.DEBUG, 1000);
    assertThatThrownBy(() -> transport.send(List.of(messages.message("k", "b"))))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIGURATION);
              assertThat(e.failure().detail()).contains("DEBUG", LoggerTransport.LOGGER);
            });
    assertThat(log.lines).isEmpty();
    assertThat(transport.health().state()).isEqualTo(Health.State.DOWN);
  }

  @Test
  void afterCloseNothingIsSent() {
    LoggerTransport transport = transport(Level.INFO, 1000);
    transport.close();
    assertThatThrownBy(() -> transport.send(List.of(messages.message("k", "b"))))
        .isInstanceOf(TransportException.class);
    assertThat(log.lines).isEmpty();
  }

  @Test
  void theCheckSaysThatALogConfirmsNothing() {
    assertThat(transport(Level.INFO, 1000).check(Duration.ofSeconds(1)))
        .singleElement()
        .satisfies(notice -> assertThat(notice.level()).isEqualTo(Notice.Level.WARNING));
  }

  private LoggerTransport transport(Level level, int bodyLimit) {
    return new LoggerTransport(new LoggerSettings("main", level, bodyLimit), log);
  }
}
