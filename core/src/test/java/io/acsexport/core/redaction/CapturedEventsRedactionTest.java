package io.acsexport.core.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.event.CapturedEvents;
import io.acsexport.core.event.CapturedEvents.Captured;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapturedEventsRedactionTest {

  private static final String SESSION_KEY = "\"sessionkey\":\"EXAMPLEsessionkey[0-9]+\"";

  private final Redactor redactor = new Redactor(RedactionOptions.defaults());
  private final List<Captured> events = CapturedEvents.all();

  @Test
  void exactlyTheSessionKeysOfTheJobEventsAreMasked() throws Exception {
    int masked = 0;
    for (Captured event : events) {
      Redacted redacted = redactor.redact(event.utf8());
      String expected = event.description().replaceAll(SESSION_KEY, "\"sessionkey\":\"****\"");
      assertThat(new String(redacted.body(), UTF_8)).isEqualTo(expected);
      if (redacted.masked() > 0) {
        assertThat(event.category()).isEqualTo("AsyncJobEvent");
        assertThat(redacted.masked()).isEqualTo(1);
        masked++;
      }
    }
    assertThat(events).hasSize(220);
    assertThat(masked).isEqualTo(26);
  }

  @Test
  void aBodyWithoutASecretPassesAsTheSameArray() throws Exception {
    int same = 0;
    for (Captured event : events) {
      byte[] body = event.utf8();
      if (redactor.redact(body).body() == body) {
        same++;
      }
    }
    assertThat(same).isEqualTo(220 - 26);
  }

  @Test
  void whatIsRedactedStaysAsItIsWhenRedactedAgain() throws Exception {
    for (Captured event : events) {
      byte[] once = redactor.redact(event.utf8()).body();
      assertThat(redactor.redact(once).body()).isEqualTo(once);
    }
  }
}
