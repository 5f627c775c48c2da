package io.acsexport.testing.security;

import io.acsexport.core.redaction.RedactionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Events that hold a secret under every name that is masked. */
final class SecretEvents {

  /** A name that is masked because the configuration says so. */
  static final String SITE_KEY = "sitepin";

  /** All names. */
  static final List<String> KEYS = keys();

  /** Fills a dead letter beyond what its topic takes. */
  private static final String PADDING = "p".repeat(3_000);

  private final Secrets secrets;

  SecretEvents(Secrets secrets) {
    this.secrets = secrets;
  }

  private static List<String> keys() {
    TreeSet<String> keys = new TreeSet<>(RedactionOptions.DEFAULT_KEYS);
    keys.add(SITE_KEY);
    return List.copyOf(keys);
  }

  /** What the exporter shall publish: each secret name in every form it can have. */
  List<String> bodies() {
    List<String> bodies = new ArrayList<>();
    for (String key : KEYS) {
      String last = "\"" + key + "\":\"" + secrets.mark("body with " + key) + "\"}";
      bodies.add("{\"a\":1," + last);
      bodies.add("{\"a\":{\"" + key.toUpperCase(Locale.ROOT) + "\":[" + secret(key) + "]}}");
      bodies.add("{\"cmdInfo\":\"{\\\"" + key + "\\\":\\\"" + secrets.mark(key) + "\\\"}\"}");
      bodies.add(
          "{\"url\":\"https://h/client/api?x=1&" + key + "=" + secrets.mark(key) + "&y=2\"}");
      bodies.add("{\"details[0]." + key + "\":" + secret(key) + "}");
      bodies.add("{\"details[0].key\":\"" + key + "\",\"details[0].value\":" + secret(key) + "}");
      bodies.add("{\"" + key + "\":\"" + secrets.mark("cut off at " + key));
      bodies.add("{\"padding\":\"" + PADDING + "\"," + last); // refused by the topic
    }
    // Refused by the exporter itself.
    bodies.add("{\"password\":" + secret("refused") + ",\"p\":\"" + "p".repeat(70_000) + "\"}");
    return bodies;
  }

  private String secret(String place) {
    return "\"" + secrets.mark("body with " + place) + "\"";
  }

  /** For the commands that read events; the last line is none. */
  List<String> lines() {
    String event =
        "{\"category\":\"ActionEvent\",\"type\":\"VM.CREATE\",\"description\":\"{\\\"password\\\":"
            + "\\\"%s\\\"}\"}";
    return List.of(
        event.formatted(secrets.mark("event of send")),
        "{\"category\":\"ActionEvent\",\"password\":\"" + secrets.mark("line that is no event"));
  }
}
