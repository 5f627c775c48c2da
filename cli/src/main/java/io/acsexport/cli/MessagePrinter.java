package io.acsexport.cli;

import io.acsexport.transport.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes messages read back, each as one line. */
record MessagePrinter(Terminal terminal, boolean json) {

  private static final String ABSENT = "-";

  void print(ReceivedMessage message) {
    terminal.print(json ? Json.line(asJson(message)) : asText(message));
  }

  /** Field names of this form are kept: programs read them. */
  private static Map<String, @Nullable Object> asJson(ReceivedMessage message) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("location", message.location());
    line.put("time", message.time() == null ? null : message.time().toString());
    line.put("key", message.key());
    line.put("headers", message.headers());
    byte[] body = message.body();
    String text = body == null ? null : SafeText.utf8(body);
    line.put("body", text);
    if (body != null && text == null) {
      line.put("bodyBase64", Base64.getEncoder().encodeToString(body));
    }
    return line;
  }

  private String asText(ReceivedMessage message) {
    Map<String, String> headers = message.headers();
    byte[] body = message.body();
    String accepted = headers.get("acs-accepted");
    String sent =
        message.time() == null ? null : message.time().truncatedTo(ChronoUnit.MILLIS).toString();
    return String.join(
        " ",
        part(accepted != null ? accepted : sent),
        terminal.styled("bold", part(headers.get("acs-type"))),
        part(headers.get("acs-category")),
        resource(headers),
        part(message.key()),
        body == null ? ABSENT : SafeText.oneLine(new String(body, StandardCharsets.UTF_8)));
  }

  private static String resource(Map<String, String> headers) {
    String type = part(headers.get("acs-resource-type"));
    String uuid = part(headers.get("acs-resource-uuid"));
    return type.equals(ABSENT) && uuid.equals(ABSENT) ? ABSENT : type + "/" + uuid;
  }

  private static String part(@Nullable String text) {
    return text == null || text.isEmpty() ? ABSENT : SafeText.oneLine(text);
  }
}
