package io.acsexport.core.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The page on metrics, the dashboard and the alerts fit what an exporter really shows. */
class MonitoringFilesTest {

  private static final Path SHIPPED = Path.of("..", "distribution", "src", "main", "monitoring");
  private static final Path DOCS = Path.of("..", "docs");
  private static final String OF_TRANSPORTS = "acs_export_transport_";

  @TempDir static Path folder;

  private static String text = "";

  @BeforeAll
  static void scrapeAnExporterThatHasSeenEverything() throws Exception {
    try (MonitoredExporter monitored =
        new MonitoredExporter(folder, "main { transport = moody }")) {
      monitored.exporter.start();
      monitored.publish("one", "reject", "retry");
      await()
          .until(
              () -> monitored.get("/metrics").body(),
              body -> body.contains("acs_export_delivered_messages_total{destination=\"main\"} 2"));
      text = monitored.get("/metrics").body();
    }
  }

  @Test
  void thePageListsEveryMetricWithItsTypeAndLabels() throws Exception {
    Set<String> listed =
        Files.readString(DOCS.resolve("metrics.md"))
            .lines()
            .filter(line -> line.startsWith("| `acs_export_"))
            .map(line -> line.split("\\|"))
            .map(row -> row[1].strip() + " " + row[2].strip() + " " + sorted(row[3]))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> shown =
        matches("(?m)^# TYPE (\\w+) (\\w+)$", text).stream()
            .filter(type -> !type.group(1).startsWith(OF_TRANSPORTS))
            .map(type -> "`" + type.group(1) + "` " + type.group(2) + " " + labels(type.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).hasSizeGreaterThan(25).isEqualTo(shown);
  }

  @Test
  void everyMetricHasAHelpLine() {
    assertThat(matches("(?m)^# HELP (\\w+) +\\n", text))
        .extracting(match -> match.group(1))
        .allMatch(name -> name.startsWith(OF_TRANSPORTS));
  }

  @Test
  void theDashboardUsesMetricsThatExist() throws Exception {
    JsonNode dashboard =
        new ObjectMapper().readTree(SHIPPED.resolve("grafana-dashboard.json").toFile());
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard.get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.get("expr").asText());
      }
    }
    for (JsonNode variable : dashboard.get("templating").get("list")) {
      expressions.add(variable.path("definition").asText());
    }
    assertThat(expressions).hasSizeGreaterThan(20);
    assertThat(metricsIn(expressions)).hasSizeGreaterThan(15).isSubsetOf(samples());
  }

  @Test
  void theAlertsUseMetricsThatExistAndLeadToTheirRunbook() throws Exception {
    Set<String> anchors =
        matches("(?m)^#+ (.+)$", Files.readString(DOCS.resolve("operations.md"))).stream()
            .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());
    List<Map<String, Object>> rules = rules();

    assertThat(rules).hasSizeGreaterThan(10);
    assertThat(metricsIn(rules.stream().map(rule -> String.valueOf(rule.get("expr"))).toList()))
        .hasSizeGreaterThan(8)
        .isSubsetOf(samples());
    for (Map<String, Object> rule : rules) {
      String alert = Objects.requireNonNull(rule.get("alert")).toString();
      String anchor = alert.toLowerCase(Locale.ROOT);
      assertThat(rule.get("annotations"))
          .asString()
          .contains("runbook_url=docs/operations.md#" + anchor);
      assertThat(anchors).contains(anchor);
    }
  }

  @Test
  void everyMetricNamedByTheGuideExists() throws Exception {
    assertThat(metricsIn(List.of(Files.readString(DOCS.resolve("operations.md")))))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(samples()).anyMatch(sample -> sample.startsWith(name)));
  }

  @SuppressWarnings("unchecked") // what the parser gives for such a file
  private static List<Map<String, Object>> rules() throws Exception {
    Map<String, List<Map<String, Object>>> file =
        new Yaml().load(Files.readString(SHIPPED.resolve("alerts.yml"), UTF_8));
    return Objects.requireNonNull(file.get("groups")).stream()
        .map(group -> Objects.requireNonNull(group.get("rules")))
        .flatMap(rules -> ((List<Map<String, Object>>) rules).stream())
        .toList();
  }

  private static Set<String> metricsIn(List<String> expressions) {
    return expressions.stream()
        .flatMap(expression -> matches("(acs_export_\\w+)", expression).stream())
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of all lines: a histogram has three. */
  private static Set<String> samples() {
    return matches("(?m)^(\\w+)[{ ]", text).stream()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String labels(String metric) {
    Set<String> labels = new TreeSet<>();
    for (MatchResult line : matches("(?m)^" + metric + "(?:_bucket)?\\{(.*)} .*$", text)) {
      matches("(\\w+)=", line.group(1)).forEach(label -> labels.add(label.group(1)));
    }
    labels.remove("le");
    return labels.toString();
  }

  private static String sorted(String cell) {
    return matches("`(\\w+)`", cell).stream()
        .map(label -> label.group(1))
        .collect(Collectors.toCollection(TreeSet::new))
        .toString();
  }

  private static List<MatchResult> matches(String pattern, String in) {
    return Pattern.compile(pattern).matcher(in).results().toList();
  }
}
