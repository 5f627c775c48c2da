package io.acsexport.testing.check;

import io.acsexport.testing.KafkaConsole;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a topic with Kafka's own console consumer, in a process and on a class path that hold
 * nothing of this project.
 */
public final class ConsoleReader {

  /** Found in no event: JSON text holds no unescaped control character. */
  private static final String BETWEEN = "\u0001";

  private static final String BETWEEN_HEADERS = "\u0002";
  private static final Duration IDLE = Duration.ofSeconds(6);

  /** On a busy machine the consumer may not even have begun by then. */
  private static final Duration PATIENT = Duration.ofSeconds(40);

  private final KafkaConsole console;

  /** With a console of the cluster. */
  public ConsoleReader(KafkaConsole console) {
    this.console = console;
  }

  /**
   * Everything in the topic, in the order of its one partition.
   *
   * @param expected how many messages there should be; reads on for a moment to see further ones
   */
  public List<Arrived> readAll(String topic, int expected)
      throws IOException, InterruptedException {
    // One more than expected, so that a repeat is seen; what costs time is only the idle wait for
    // it.
    List<String> lines = consume(topic, expected + 1, IDLE);
    if (lines.size() < expected) {
      lines = consume(topic, expected + 1, PATIENT);
    }
    List<Arrived> arrived = new ArrayList<>();
    for (String line : lines) {
      arrived.add(parse(line));
    }
    return arrived;
  }

  private List<String> consume(String topic, int messages, Duration idle)
      throws IOException, InterruptedException {
    return console.consume(
        topic,
        messages,
        idle,
        "--formatter-property",
        "print.key=true",
        "--formatter-property",
        "print.headers=true",
        "--formatter-property",
        "key.separator=" + BETWEEN,
        "--formatter-property",
        "headers.separator=" + BETWEEN_HEADERS);
  }

  private static Arrived parse(String line) {
    String[] parts = line.split(BETWEEN, 3);
    if (parts.length != 3) {
      throw new IllegalStateException("not a line of the console consumer: " + line);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : parts[0].split(BETWEEN_HEADERS, -1)) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        headers.put(header.substring(0, colon), header.substring(colon + 1));
      }
    }
    // The console consumer prints the word for what is absent; no key or body here is that word.
    return new Arrived(
        parts[1].equals("null") ? null : parts[1],
        parts[2].equals("null") ? null : parts[2],
        headers);
  }
}
