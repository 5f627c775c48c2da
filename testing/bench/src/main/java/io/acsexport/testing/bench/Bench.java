package io.acsexport.testing.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Measures side by side; started by the script {@code bench}. */
public final class Bench {

  private Bench() {}

  /** Exits with 0 if everything was measured, whatever came out. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int code = 0;
    try {
      run(BenchOptions.parse(List.of(args)), out);
    } catch (IOException | RuntimeException e) {
      System.err.println("The benchmark failed: " + e);
      code = 1;
    }
    System.exit(code);
  }

  /** Runs what was asked for; leaves figures and plot in the work folder. */
  static List<Comparison> run(BenchOptions options, PrintStream out)
      throws IOException, InterruptedException {
    clear(options.work());
    Report report = new Report(out);
    report.say(
        "Contenders take turns, each in a JVM of its own: "
            + options.rounds()
            + " rounds after "
            + options.warmUps()
            + " to warm up"
            + (options.quick() ? " (5 without --quick; too few to trust a spread)." : "."));
    report.say("A ratio is ours divided by the other's in the same round.");
    for (BenchOptions.Subject subject : options.ordered()) {
      switch (subject) {
        case PUBLISH -> new PublishBench(options, report).run();
        case PARTS -> new PartsBench(options, report).run();
        case KAFKA -> new KafkaBench(options, report).run();
        case RABBITMQ -> new RabbitBench(options, report).run();
        case BACKLOG -> new BacklogBench(options, report).run();
        case RECOVERY -> new RecoveryBench(options, report).run();
      }
    }
    Path json = options.json() == null ? options.work().resolve("figures.json") : options.json();
    report.writeJson(json);
    Path plot = options.work().resolve("ratios.svg");
    Plot.write(report.comparisons(), plot);
    report.say("");
    report.say("Figures: " + json);
    report.say("Plot:    " + plot);
    return report.comparisons();
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }
}
