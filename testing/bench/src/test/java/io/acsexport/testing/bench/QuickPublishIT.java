package io.acsexport.testing.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it still works; what it measures is nobody's business here. */
class QuickPublishIT {

  @TempDir Path folder;

  @Test
  void measuresAndLeavesFiguresAndPlot() throws Exception {
    Path home = Path.of(Objects.requireNonNull(System.getProperty("acs-export.test.home")));
    Path json = folder.resolve("json/figures.json");
    List<Comparison> comparisons =
        Bench.run(
            BenchOptions.parse(
                List.of(
                    "publish",
                    "--quick",
                    "--home",
                    home.normalize().toString(),
                    "--work",
                    folder.resolve("work").toString(),
                    "--json",
                    json.toString())),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));

    assertThat(comparisons)
        .extracting(Comparison::contender)
        .contains("bare append", "stock Kafka, broker up", "stock Kafka, broker silent")
        .anyMatch(contender -> contender.startsWith("stock RabbitMQ"));
    var first = new ObjectMapper().readTree(json.toFile()).get(0);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly("bench", "contender", "unit", "ours", "other", "ratio", "rounds");
    assertThat(first.get("ours").fieldNames()).toIterable().containsExactly("median", "min", "max");
    assertThat(Files.readString(folder.resolve("work/ratios.svg"))).startsWith("<svg");
  }
}
