package io.acsexport.testing.road;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.Arrived;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The exporter with a file as its only destination, {@code main}. */
public final class FileRoad {

  private static final ObjectMapper JSON = new ObjectMapper();

  final Path configuration;
  final Path file;

  /**
   * Writes the configuration.
   *
   * @param out folder of the file
   */
  FileRoad(Path folder, Path out) throws IOException {
    this.file = out.resolve("events.jsonl");
    this.configuration = configuration(folder, "file = \"" + file + "\"");
  }

  static Path configuration(Path folder, String settings) throws IOException {
    return Files.writeString(
        folder.resolve("acs-export.conf"),
        """
        acs-export {
          node = ms1
          drain-timeout = 60 s
          destinations {
            main { transport = log, start = earliest, settings { %s } }
          }
          spool { directory = "%s" }
        }
        """
            .formatted(settings, folder.resolve("spool")));
  }

  void publish(List<CapturedEvent> events) throws Exception {
    AcsPublisher publisher = new AcsPublisher(Road.HOME, configuration);
    publisher.start();
    Road.publish(publisher, events, 4);
    publisher.stop();
  }

  List<Arrived> arrived() throws IOException {
    return arrived(file);
  }

  /** What stands in a file of lines with key, body and headers. */
  public static List<Arrived> arrived(Path file) throws IOException {
    List<Arrived> arrived = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode event = JSON.readTree(line);
      Map<String, String> headers = new LinkedHashMap<>();
      event
          .get("headers")
          .properties()
          .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
      arrived.add(new Arrived(text(event.get("key")), text(event.get("body")), headers));
    }
    return arrived;
  }

  /** Runs a command to its end, which must be a good one; returns what it printed. */
  static String run(Path output, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    return run(output, Duration.ofSeconds(90), environment, command);
  }

  /** The same with another limit. */
  static String run(Path output, Duration limit, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + Files.readString(output));
      }
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static @Nullable String text(JsonNode node) {
    return node.isNull() ? null : node.asText();
  }
}
