package com.example.filetransport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.TransportProvider;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.Capability;
import io.acsexport.transport.tck.Target;
import io.acsexport.transport.tck.TransportTck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All of the kit's tests; the folder of the files stands for the broker. */
class FileTransportTest extends TransportTck {

  @Override
  protected TransportProvider provider() {
    return new FileTransportProvider();
  }

  @Override
  protected BrokerFixture fixture(Path folder) throws IOException {
    return new FolderFixture(Files.createDirectory(folder.resolve("up")), folder.resolve("down"));
  }

  private record FolderFixture(Path up, Path down) implements BrokerFixture {

    @Override
    public Set<Capability> capabilities() {
      return Set.of(
          Capability.STOP,
          Capability.ORDER_PER_KEY,
          Capability.KEYS,
          Capability.HEADERS,
          Capability.ABSENT_BODY);
    }

    @Override
    public void start() throws IOException {
      if (Files.notExists(up)) {
        Files.move(down, up);
      }
    }

    @Override
    public void stop() throws IOException {
      Files.move(up, down);
    }

    @Override
    public Target target(String name) {
      return new FileTarget(up.resolve(name + ".jsonl"));
    }

    @Override
    public Map<String, ?> settingsWith(String secret) {
      return Map.of(); // A file needs no password.
    }

    @Override
    public List<Unusable> unusableSettings() {
      return List.of(new Unusable(Map.of("file", up), Set.of("file")));
    }

    @Override
    public void close() {}
  }

  private record FileTarget(Path file) implements Target {

    @Override
    public Map<String, ?> settings() {
      return Map.of("file", file);
    }

    @Override
    public Map<String, String> route() {
      return Map.of(); // No setting is a template.
    }

    @Override
    public List<ReceivedMessage> arrived() throws IOException {
      List<ReceivedMessage> messages = new ArrayList<>();
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        JsonNode json = new ObjectMapper().readTree(line);
        String body = json.get("body").textValue();
        Map<String, String> headers = new HashMap<>();
        json.get("headers")
            .properties()
            .forEach(h -> headers.put(h.getKey(), h.getValue().textValue()));
        messages.add(
            new ReceivedMessage(
                file.getFileName() + ":" + messages.size(),
                json.get("key").textValue(),
                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                headers,
                null));
      }
      return messages;
    }
  }
}
