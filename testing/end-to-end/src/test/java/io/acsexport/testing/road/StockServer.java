package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.Expected;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A management server with the files of a stock bus: the same events go through CloudStack's old
 * clients, and through the exporter with what {@code acs-export import} makes of those files.
 */
final class StockServer {

  private static final Path HOST_LIB =
      Path.of(Objects.requireNonNull(System.getProperty("acs-export.test.host-lib"), "no jars"));

  /** Of the broker's user, where there is one. */
  static final String PASSWORD = "p&ss";

  private final Path folder;

  StockServer(Path folder) {
    this.folder = folder;
  }

  /** Writes a file of the server's configuration. */
  Path write(String name, String text) throws Exception {
    Path file = folder.resolve("etc").resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent(), "no folder"));
    return Files.writeString(file, text);
  }

  /** Imports, checks, and gives the result what a test needs beside it. */
  private Path imported() throws Exception {
    Path configuration = folder.resolve("imported.conf");
    CommandLineRun.succeed(
        "import", "--from", folder.resolve("etc").toString(), "-o", configuration.toString());
    CommandLineRun.succeed("check", "--offline", "--config", configuration.toString());
    String text = Files.readString(configuration);
    assertThat(text).doesNotContain(PASSWORD);
    return Files.writeString(
        configuration,
        text
            + "acs-export { node = ms1, drain-timeout = 30 s, spool { directory = \""
            + folder.resolve("spool")
            + "\" } }\n");
  }

  /** Publishes the captured events through the exporter. */
  void publishImported() throws Exception {
    AcsPublisher publisher = new AcsPublisher(Road.HOME, imported());
    publisher.start();
    Road.publish(publisher, Road.EVENTS, 4);
    publisher.stop();
  }

  /** Sends the captured events as the stock bus does; see {@link StockBuses}. */
  void publishStock(String... arguments) throws Exception {
    List<String> entries = new ArrayList<>();
    try (Stream<Path> jars = Files.list(HOST_LIB)) {
      // The captured events are read with a jackson of today; the clients need none.
      jars.map(Path::toString).filter(jar -> !jar.contains("jackson")).forEach(entries::add);
    }
    assertThat(entries).anyMatch(jar -> jar.contains("kafka-clients-2.7.0"));
    for (Class<?> type :
        List.of(
            CapturedEvent.class,
            StockBuses.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonCreator.class)) {
      entries.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    OwnJvm.run(
        List.of(),
        String.join(File.pathSeparator, entries),
        StockBuses.class,
        List.of(arguments),
        folder.resolve("stock.log"));
  }

  /** The body as the exporter masks it, by the description of the captured event. */
  static String masked(@Nullable String body) {
    Map<String, String> byBody = new HashMap<>();
    for (CapturedEvent event : Road.EVENTS) {
      byBody.put(String.valueOf(event.description()), String.valueOf(Expected.of(event).body()));
    }
    return Objects.requireNonNull(byBody.get(String.valueOf(body)), "unknown body");
  }
}
