package com.example.filetransport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.transport.OutboundMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages as lines of JSON, in UTF-8. */
final class JsonLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonLines() {}

  static byte[] of(List<OutboundMessage> batch) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (OutboundMessage message : batch) {
      ObjectNode line = JSON.createObjectNode();
      line.put("key", message.key());
      // The engine's bodies are text; a transport of bytes would hand them on as they are.
      byte[] body = message.body();
      line.put("body", body == null ? null : new String(body, StandardCharsets.UTF_8));
      ObjectNode headers = line.putObject("headers");
      message.headers().forEach(headers::put);
      lines.write(JSON.writeValueAsBytes(line));
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
