package io.acsexport.core.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedactionDifferentialTest {

  private static final int CASES = 9_000;

  private final Redactor redactor = new Redactor(RedactionOptions.defaults());
  private final NaiveRedaction naive = new NaiveRedaction(RedactionOptions.DEFAULT_KEYS);

  @Test
  void onValidJsonTheSecretsAreMaskedAndEveryOtherByteIsTheSame() throws Exception {
    int masked = 0;
    for (int seed = 0; seed < CASES; seed++) {
      RandomJson.Pair json = RandomJson.document(new Random(seed));
      Redacted redacted = redactor.redact(json.body().getBytes(UTF_8));
      assertThat(new String(redacted.body(), UTF_8))
          .as("seed %d: %s", seed, json.body())
          .isEqualTo(json.expected());
      masked += redacted.masked() > 0 ? 1 : 0;
    }
    assertThat(masked).isBetween(CASES / 4, CASES - CASES / 10);
  }

  @Test
  void onValidJsonTheResultIsThatOfARedactionWithAJsonLibrary() throws Exception {
    for (int seed = 0; seed < CASES / 3; seed++) {
      String body = RandomJson.document(new Random(-seed)).body();
      JsonNode expected = naive.redact(requireNonNull(Json.parse(body)));
      String redacted = new String(redactor.redact(body.getBytes(UTF_8)).body(), UTF_8);
      JsonNode tree = Json.parse(redacted);
      assertThat(tree).as("seed %d: %s", seed, body).isNotNull();
      assertThat(naive.unfold(requireNonNull(tree)))
          .as("seed %d: %s became %s", seed, body, redacted)
          .isEqualTo(expected);
    }
  }
}
