package io.acsexport.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ReceivedMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as a line of JSON. Names and meaning of the fields are an interface, changed only with
 * a major version:
 *
 * <pre>{@code
 * {"id":"…","time":"2026-11-22T07:03:18.123Z","key":"…","contentType":"text/plain",
 *  "headers":{"acs-id":"…","acs-type":"VM.CREATE"},"body":"…"}
 * }</pre>
 *
 * {@code time} is when the event was accepted. {@code key} and {@code body} are null where there is
 * none. A body that is no UTF-8 stands in {@code bodyBase64} instead, and {@code body} is null.
 */
final class EventLine {

  // Without Jackson's buffers in thread-locals, which would stay behind on the engine's threads.
  private final JsonFactory json =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  /** The line, its end included. */
  byte[] encode(OutboundMessage message) {
    // By way of characters: an unpaired surrogate becomes '?' as elsewhere, and no error.
    StringWriter line = new StringWriter(512 + message.bodyLength());
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("id", message.id());
      out.writeStringField("time", message.acceptedAt().toString());
      out.writeStringField("key", message.key());
      out.writeStringField("contentType", message.contentType());
      out.writeObjectFieldStart("headers");
      for (Map.Entry<String, String> header : message.headers().entrySet()) {
        out.writeStringField(header.getKey(), header.getValue());
      }
      out.writeEndObject();
      byte[] body = message.body();
      String text = body == null ? null : utf8(body);
      out.writeStringField("body", text);
      if (body != null && text == null) {
        out.writeStringField("bodyBase64", Base64.getEncoder().encodeToString(body));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A StringWriter throws none.
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The message of a line; one that is no event, or was cut short, becomes a body as it stands. */
  ReceivedMessage decode(String location, byte[] line) {
    Fields fields = new Fields();
    try (JsonParser in = json.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return raw(location, line);
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        fields.read(in.currentName(), in);
      }
      if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
        return raw(location, line);
      }
      return fields.id == null ? raw(location, line) : fields.message(location);
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      return raw(location, line);
    }
  }

  // NullAway does not see that the body may be null: in class files it overlooks annotated arrays.
  @SuppressWarnings("NullAway")
  private static ReceivedMessage received(
      String location,
      @Nullable String key,
      byte @Nullable [] body,
      Map<String, String> headers,
      @Nullable Instant time) {
    return new ReceivedMessage(location, key, body, headers, time);
  }

  private static ReceivedMessage raw(String location, byte[] line) {
    return received(location, null, line, Map.of(), null);
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** What was read of a line so far. */
  private static final class Fields {
    private @Nullable String id;
    private @Nullable Instant time;
    private @Nullable String key;
    private byte @Nullable [] body;
    private final Map<String, String> headers = new LinkedHashMap<>();

    void read(String name, JsonParser in) throws IOException {
      JsonToken value = in.nextToken();
      if (name.equals("headers") && value == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String header = in.currentName();
          headers.put(header, String.valueOf(in.nextTextValue()));
        }
      } else if (value == JsonToken.VALUE_STRING) {
        text(name, in.getText());
      } else {
        in.skipChildren();
      }
    }

    private void text(String name, String value) {
      switch (name) {
        case "id" -> id = value;
        case "time" -> time = Instant.parse(value);
        case "key" -> key = value;
        case "body" -> body = value.getBytes(StandardCharsets.UTF_8);
        case "bodyBase64" -> body = Base64.getDecoder().decode(value);
        default -> {} // Of a newer version.
      }
    }

    ReceivedMessage message(String location) {
      return received(location, key, body, headers, time);
    }
  }
}
