package io.acsexport.core.bridge;

import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.config.StatusConfig;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.PublishRefusedException;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.plugin.TransportCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An exporter with its monitoring, on a free port, and a broker that does what bodies say. */
final class MonitoredExporter implements AutoCloseable {

  final Path home;
  final MoodyTransport broker = new MoodyTransport();
  final Exporter exporter;
  final Monitoring monitoring;

  /**
   * @param destinations the block of that name
   */
  MonitoredExporter(Path folder, String destinations) throws Exception {
    home = folder.resolve("home");
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            """
            acs-export {
              publish-timeout = 10 s
              destinations { %s }
              spool { directory = "%s", max-event-size = 10 KiB }
            }
            """
                .formatted(destinations, folder.resolve("spool")));
    ExporterConfig config =
        ConfigurationLoader.load(file, TransportCatalog.of(broker), Map.of()).config();
    exporter = Exporter.open(config, "ms1", Clock.systemUTC());
    monitoring =
        Monitoring.open(
            exporter,
            new StatusConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of()),
            home);
  }

  void publish(String... bodies) throws PublishRefusedException {
    for (String body : bodies) {
      exporter.publish(
          new PublishRequest(null, "ActionEvent", "VM.START", "s", "VM", "vm", body, null));
    }
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    int port = Objects.requireNonNull(monitoring.server()).port();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** What {@code /metrics} shows, by name and labels. */
  Map<String, Double> scrape() throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                (first, second) -> {
                  throw new AssertionError("shown twice");
                },
                TreeMap::new));
  }

  @Override
  public void close() {
    broker.down = false;
    monitoring.close();
    exporter.close();
  }
}
