package io.acsexport.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Transports that write into one folder, and what can be found there. */
final class EventFolder {

  final Path path;
  final Path file;

  EventFolder(Path path) {
    this.path = path;
    this.file = path.resolve("events.jsonl");
  }

  FileTransport transport(long maxSize, int maxFiles, Disk disk) throws SettingException {
    return new FileTransport(
        new FileSettings(file, maxSize, maxFiles), new FakeContext(unset()), disk);
  }

  /** The transport's settings with nothing written. */
  static FakeSettings unset() throws SettingException {
    return FakeSettings.of(new LogTransportProvider().settings(), Map.of());
  }

  FileTransport transport() throws SettingException {
    return transport(1 << 20, 3, Disk.REAL);
  }

  static BatchResult send(FileTransport transport, List<OutboundMessage> batch) throws Exception {
    return transport.send(batch).toCompletableFuture().get();
  }

  /** Sends what must be delivered. */
  static void deliver(FileTransport transport, List<OutboundMessage> batch) throws Exception {
    assertThat(send(transport, batch)).isEqualTo(BatchResult.allDelivered(batch.size()));
  }

  /** The one reason for which all of a batch is to be retried. */
  static Failure failure(BatchResult result) {
    assertThat(result.outcomes()).hasOnlyElementsOfType(Outcome.Retry.class);
    return ((Outcome.Retry) result.outcomes().get(0)).failure();
  }

  /** All files of events that are there, oldest first. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(RotatedFiles.of(file));
    files.add(file);
    return files;
  }

  /** The bodies in all of them, without the blanks that pad them. */
  List<String> bodies() throws IOException {
    List<String> bodies = new ArrayList<>();
    EventLine lines = new EventLine();
    for (Path each : files()) {
      for (String line : Files.readAllLines(each)) {
        bodies.add(body(lines.decode("", line.getBytes(StandardCharsets.UTF_8))));
      }
    }
    return bodies;
  }

  static String body(ReceivedMessage message) {
    byte[] body = message.body();
    return body == null ? "absent" : new String(body, StandardCharsets.UTF_8).strip();
  }

  static List<String> numbers(int from, int to) {
    List<String> numbers = new ArrayList<>();
    for (int number = from; number < to; number++) {
      numbers.add(Integer.toString(number));
    }
    return numbers;
  }
}
