package io.acsexport.core.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.core.engine.PublishRefusedException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringTest {

  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  @TempDir Path folder;

  @Test
  void theMetricsTellWhatHappened() throws Exception {
    try (MonitoredExporter monitored = new MonitoredExporter(folder, both())) {
      monitored.publish("one", "two");
      assertThat(monitored.scrape())
          .containsEntry("acs_export_backlog_events{destination=\"main\"}", 2.0)
          .containsEntry("acs_export_last_confirmed_age_seconds{destination=\"main\"}", Double.NaN)
          .containsEntry(state("main", "starting"), 1.0);
      monitored.exporter.start();
      monitored.publish("reject", "retry");
      assertThatThrownBy(() -> monitored.publish("x".repeat(20_000)))
          .isInstanceOf(PublishRefusedException.class);

      await()
          .untilAsserted(
              () ->
                  assertThat(monitored.scrape())
                      .containsEntry("acs_export_accepted_events_total", 4.0)
                      .containsEntry("acs_export_refused_events_total{reason=\"too-large\"}", 1.0)
                      .containsEntry("acs_export_refused_events_total{reason=\"full\"}", 0.0)
                      .containsEntry(
                          "acs_export_delivered_messages_total{destination=\"main\"}", 3.0)
                      .containsEntry("acs_export_retried_messages_total{destination=\"main\"}", 1.0)
                      .containsEntry(
                          "acs_export_rejected_messages_total"
                              + "{code=\"message-too-large\",destination=\"main\"}",
                          1.0)
                      .containsEntry("acs_export_dead_letters_total{destination=\"main\"}", 1.0)
                      .containsEntry("acs_export_filtered_events_total{destination=\"none\"}", 4.0)
                      .containsEntry("acs_export_backlog_events{destination=\"main\"}", 0.0)
                      .containsEntry("acs_export_backlog_bytes{destination=\"main\"}", 0.0)
                      .containsEntry("acs_export_backlog_events{destination=\"none\"}", 0.0)
                      .containsEntry(state("main", "up"), 1.0)
                      .containsEntry(state("main", "blocked"), 0.0)
                      .containsEntry("acs_export_publish_seconds_count", 5.0)
                      .containsEntry("acs_export_publish_seconds_bucket{le=\"+Inf\"}", 5.0)
                      .containsEntry("acs_export_spool_max_bytes", (double) (1L << 30))
                      .containsEntry("acs_export_transport_mood{destination=\"main\"}", 7.0)
                      .hasEntrySatisfying(
                          "acs_export_send_seconds_count{destination=\"main\"}",
                          MonitoringTest::positive)
                      .hasEntrySatisfying(
                          "acs_export_dead_letter_bytes{destination=\"main\"}",
                          MonitoringTest::positive)
                      .hasEntrySatisfying("acs_export_spool_used_bytes", MonitoringTest::positive)
                      .hasEntrySatisfying("acs_export_spool_segments", MonitoringTest::positive)
                      .hasEntrySatisfying(
                          "acs_export_spool_sync_seconds_count", MonitoringTest::positive));
    }
  }

  @Test
  void healthIsFailingWithAReasonWhereSomebodyHasToAct() throws Exception {
    try (MonitoredExporter monitored =
        new MonitoredExporter(folder, "main { transport = moody }")) {
      monitored.exporter.start();
      HttpResponse<String> well = monitored.get("/health");
      assertThat(well.statusCode()).isEqualTo(200);
      assertThat(new ObjectMapper().readTree(well.body()).get("status").asText()).isEqualTo("ok");

      monitored.broker.down = true;
      monitored.publish("one");
      HttpResponse<String> failing =
          await().until(() -> monitored.get("/health"), answer -> answer.statusCode() == 503);
      JsonNode reason = new ObjectMapper().readTree(failing.body()).get("reasons").get(0);
      assertThat(reason.get("subject").asText()).isEqualTo("destination main");
      assertThat(reason.get("code").asText()).isEqualTo("blocked");
      assertThat(reason.get("detail").asText()).contains("authorization-failed: topic cs");
      assertThat(reason.get("remedy").asText()).isNotEmpty();

      monitored.broker.down = false;
      await().until(() -> monitored.get("/health").statusCode() == 200);
      assertThat(monitored.exporter.stop(Duration.ofSeconds(20))).isTrue();
      assertThat(monitored.get("/health").body()).contains("\"code\" : \"stopped\"");
    }
  }

  @Test
  void jmxShowsTheSameUntilItIsClosed() throws Exception {
    ObjectName name;
    try (MonitoredExporter monitored = new MonitoredExporter(folder, both())) {
      name = name(monitored);
      monitored.exporter.start();
      monitored.publish("one", "reject");
      assertThatThrownBy(() -> monitored.publish("x".repeat(20_000)))
          .isInstanceOf(PublishRefusedException.class);
      await()
          .untilAsserted(
              () -> {
                CompositeData main = ((CompositeData[]) attribute(name, "Destinations"))[0];
                assertThat(main.get("name")).isEqualTo("main");
                assertThat(main.get("state")).isEqualTo("UP");
                assertThat(main.get("delivered")).isEqualTo(1L);
                assertThat(main.get("deadLetters")).isEqualTo(1L);
                assertThat(main.get("lastConfirmed")).asString().endsWith("Z");
              });
      assertThat(attribute(name, "Node")).isEqualTo("ms1");
      assertThat(attribute(name, "Healthy")).isEqualTo(true);
      assertThat(attribute(name, "Problems")).isEqualTo(new String[0]);
      assertThat(attribute(name, "Accepted")).isEqualTo(2L);
      assertThat(
              ((TabularData) attribute(name, "Refused"))
                  .get(new Object[] {"too-large"})
                  .get("value"))
          .isEqualTo(1L);
    }
    assertThat(BEANS.isRegistered(name)).isFalse();
  }

  @Test
  void twoExportersInOneJvmDoNotClash() throws Exception {
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    try (MonitoredExporter first = new MonitoredExporter(folder, both());
        MonitoredExporter second = new MonitoredExporter(other, both())) {
      second.publish("one");
      assertThat(attribute(name(first), "Accepted")).isEqualTo(0L);
      assertThat(attribute(name(second), "Accepted")).isEqualTo(1L);
      assertThat(first.scrape()).containsEntry("acs_export_accepted_events_total", 0.0);
    }
  }

  @Test
  void theIndexNamesThePages() throws Exception {
    try (MonitoredExporter monitored = new MonitoredExporter(folder, both())) {
      assertThat(monitored.get("/").body()).contains("/metrics", "/health");
      assertThat(monitored.get("/none").statusCode()).isEqualTo(404);
    }
  }

  private static String both() {
    return """
        main { transport = moody }
        none { transport = moody, include { category = [UsageEvent] } }
        """;
  }

  private static String state(String destination, String state) {
    return "acs_export_destination_state{destination=\""
        + destination
        + "\",state=\""
        + state
        + "\"}";
  }

  private static void positive(double value) {
    assertThat(value).isPositive();
  }

  private static ObjectName name(MonitoredExporter monitored) throws Exception {
    return ObjectName.getInstance(
        "io.acsexport:type=Exporter,home=" + ObjectName.quote(monitored.home.toString()));
  }

  private static Object attribute(ObjectName name, String attribute) throws Exception {
    return BEANS.getAttribute(name, attribute);
  }
}
