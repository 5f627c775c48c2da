package io.acsexport.example.consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts events by category and type, for Prometheus: {@code http://127.0.0.1:PORT/metrics}. The
 * counts begin anew with every start, which Prometheus expects.
 *
 * <pre>java … EventCounter consumer.properties TOPIC PORT</pre>
 */
public final class EventCounter {

  private static final int REMEMBERED = 100_000;

  private final ObjectMapper json = new ObjectMapper();
  private final RecentIds ids = new RecentIds(REMEMBERED);
  private final Map<String, Long> counts = new ConcurrentSkipListMap<>();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong missing = new AtomicLong();

  EventCounter() {}

  /** Reads until the process is told to end. */
  public static void main(String[] args) throws IOException {
    EventCounter counter = new EventCounter();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2])), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] text = counter.metrics().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    try {
      KafkaEvents.read(Path.of(args[0]), args[1], counter::handle);
    } finally {
      server.stop(0);
    }
  }

  void handle(ConsumerRecord<String, String> event) {
    String id = KafkaEvents.header(event, "acs-id");
    if (id == null) {
      return;
    }
    if (ids.contains(id)) {
      repeated.incrementAndGet();
      return;
    }
    String category = KafkaEvents.header(event, "acs-category");
    if ("GapEvent".equals(category)) {
      missing.addAndGet(lost(id, event.value()));
    } else {
      String type = KafkaEvents.header(event, "acs-type");
      counts.merge("category=" + quoted(category) + ",type=" + quoted(type), 1L, Long::sum);
    }
    ids.add(id);
  }

  /** In the text format of Prometheus. */
  String metrics() {
    StringBuilder text = new StringBuilder("# TYPE acs_events_total counter\n");
    counts.forEach(
        (labels, count) ->
            text.append("acs_events_total{")
                .append(labels)
                .append("} ")
                .append(count)
                .append('\n'));
    return text.append("# TYPE acs_events_repeated_total counter\nacs_events_repeated_total ")
        .append(repeated)
        .append("\n# TYPE acs_events_missing_total counter\nacs_events_missing_total ")
        .append(missing)
        .append('\n')
        .toString();
  }

  /** How many events a gap event says are missing. */
  private long lost(String id, String body) {
    try {
      return json.readTree(body).path("count").asLong();
    } catch (JsonProcessingException e) {
      System.err.println("Gap event " + id + " is no JSON: " + e.getMessage());
      return 0;
    }
  }

  private static String quoted(@Nullable String value) {
    String text = value == null ? "" : value;
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
