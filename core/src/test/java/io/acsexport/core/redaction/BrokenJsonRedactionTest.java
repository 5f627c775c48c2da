package io.acsexport.core.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.event.CapturedEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenJsonRedactionTest {

  /** A secret name, its colon and a whole value, at whatever level of escapes. */
  private static final Pattern COMPLETE_SECRET =
      Pattern.compile(
          "(\\\\*)\"(?:"
              + String.join("|", RandomJson.SECRETS)
              + ")\\1\"\\s*:\\s*\\1\"SECRET[0-9]+\\1\"",
          Pattern.CASE_INSENSITIVE);

  private static final String MUTATIONS = "\"\\{}[]:,=&. aZ0\u0000\u007fu";

  private final Redactor redactor = new Redactor(RedactionOptions.defaults());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"a":"b","password":"abc                     | {"a":"b","password":"****
          {"a":"b","password":"abc\\                   | {"a":"b","password":"****
          {"a":"b","password":12                       | {"a":"b","password":"****"
          {"a":"b","password":{"c":["d"                | {"a":"b","password":"****"
          {"a":"b","password"                          | {"a":"b","password"
          {"a":"b","passw                              | {"a":"b","passw
          {"a":"{\\"password\\":\\"abc                 | {"a":"{\\"password\\":\\"****
          {"a":"{\\"password\\":\\"abc"}               | {"a":"{\\"password\\":\\"****"}
          b","password":"abc","d":"e"}                 | b","password":"****","d":"e"}
          password":"abc"}                             | password":"****"}
          ":"b","password":"abc"}                      | ":"b","password":"****"}
          b\\",\\"password\\":\\"abc\\"}"}             | b\\",\\"password\\":\\"****\\"}"}
          {"a":"b,"password":"abc","d":"e"}            | {"a":"b,"password":"****","d":"e"}
          {"a":"b"","password":"abc","d":"e"}          | {"a":"b"","password":"****","d":"e"}
          {"a:"b","password":"abc","d":"e"}            | {"a:"b","password":"****","d":"e"}
          {"a":"b",\\"password":"abc","d":"e"}         | {"a":"b",\\"password":"****","d":"e"}
          Job {"password":"abc"} failed, see "log"     | Job {"password":"****"} failed, see "log"
          {"a":"C:\\\\dir {\\"token\\":\\"x\\"}"}      | {"a":"C:\\\\dir {\\"token\\":\\"****\\"}"}
          """)
  void whatCanBeSeenOfASecretIsMasked(String body, String expected) throws Exception {
    assertThat(new String(redactor.redact(body.getBytes(UTF_8)).body(), UTF_8)).isEqualTo(expected);
  }

  @Test
  void noCompleteSecretSurvivesWhateverHappenedToTheBody() throws Exception {
    List<String> bodies = bodiesWithSecrets();
    Random random = new Random(20261122);
    int stillComplete = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] body = mutated(bodies.get(i % bodies.size()), random);
      String text = new String(body, UTF_8);
      String redacted = new String(redactor.redact(body).body(), UTF_8);
      assertThat(COMPLETE_SECRET.matcher(redacted).find())
          .as("%s became %s", text, redacted)
          .isFalse();
      stillComplete += COMPLETE_SECRET.matcher(text).find() ? 1 : 0;
    }
    assertThat(stillComplete).isGreaterThan(15_000);
  }

  @Test
  void everyPrefixAndEverySuffixOfABodyCanBeRedacted() throws Exception {
    for (String text : bodiesWithSecrets().subList(0, 30)) {
      byte[] body = text.getBytes(UTF_8);
      for (int cut = 0; cut <= body.length; cut++) {
        for (byte[] part :
            List.of(Arrays.copyOfRange(body, 0, cut), Arrays.copyOfRange(body, cut, body.length))) {
          String redacted = new String(redactor.redact(part).body(), UTF_8);
          assertThat(COMPLETE_SECRET.matcher(redacted).find()).as(redacted).isFalse();
        }
      }
    }
  }

  @Test
  void bytesThatAreNoTextAtAllCanBeRedacted() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      byte[] name = "\"token\":".getBytes(UTF_8);
      System.arraycopy(name, 0, body, 0, Math.min(name.length, body.length));
      assertThat(redactor.redact(body).masked()).isGreaterThanOrEqualTo(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{",
        "\\",
        "\"",
        "\\\"",
        "\\u005c",
        "\\u0022",
        "\\\\u0022",
        ":",
        "\"token\":",
        "token=",
        "&token=",
        "{\"key\":\"token\",\"value\":",
        "{\"value\":1,\"key\":\"token\"},",
        "]",
        "token",
        "\"a\":\"=",
        "{\"a\":\"{\\\"a\\\":\\\"{\\\\\\\"a\\\\\\\":\\\\\\\"",
        "=\\\"",
        "a.b[0]."
      })
  @Timeout(60)
  void aMebibyteMadeToHurtTakesLinearTime(String piece) throws Exception {
    String head = "{\"token\":\"SECRET1\",\"a\":\"";
    String body = head + piece.repeat((1 << 20) / piece.length());
    assertThat(new String(redactor.redact(body.getBytes(UTF_8)).body(), UTF_8))
        .startsWith("{\"token\":\"****\",\"a\":\"");
    String outside = "{\"token\":\"SECRET1\"," + piece.repeat((1 << 20) / piece.length());
    assertThat(new String(redactor.redact(outside.getBytes(UTF_8)).body(), UTF_8))
        .startsWith("{\"token\":\"****\",");
  }

  private static List<String> bodiesWithSecrets() {
    List<String> bodies = new ArrayList<>();
    for (CapturedEvents.Captured event : CapturedEvents.all()) {
      if (event.description().contains("sessionkey")) {
        bodies.add(event.description().replaceAll("EXAMPLEsessionkey", "SECRET"));
      }
    }
    int number = 0;
    while (bodies.size() < 60) {
      String secrets =
          "{\"id\":\"1\",\"password\":\"SECRET%d\",\"x\":{\"Token\":\"SECRET%d\",\"y\":[\"z\"]}}"
              .formatted(number, number + 1);
      number += 2;
      String nested = "{\"cmdInfo\":" + Json.quoted(secrets) + ",\"apikey\":\"SECRET0\"}";
      bodies.add(nested);
      bodies.add("{\"outer\":" + Json.quoted(nested) + ",\"status\":\"1\"}");
    }
    return bodies;
  }

  private static byte[] mutated(String text, Random random) {
    StringBuilder body = new StringBuilder(text);
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits && !body.isEmpty(); i++) {
      int at = random.nextInt(body.length());
      char c = MUTATIONS.charAt(random.nextInt(MUTATIONS.length()));
      switch (random.nextInt(6)) {
        case 0 -> body.setCharAt(at, c);
        case 1 -> body.insert(at, c);
        case 2 -> body.deleteCharAt(at);
        case 3 -> body.insert(at, text, 0, random.nextInt(text.length()));
        case 4 -> body.delete(0, random.nextInt(Math.min(body.length(), 40)));
        default -> body.setLength(body.length() - random.nextInt(Math.min(body.length(), 40)));
      }
    }
    return body.toString().getBytes(UTF_8);
  }
}
