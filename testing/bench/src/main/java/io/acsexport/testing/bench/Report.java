package io.acsexport.testing.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects comparisons and prints them as they come. */
final class Report {

  private final PrintStream out;
  private final List<Comparison> comparisons = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  /** Prints a line between the figures. */
  void say(String line) {
    out.println(line);
  }

  /** Begins a table. */
  void head(String title) {
    out.println();
    out.println(title);
    out.printf(
        Locale.ROOT,
        "  %-52s %-29s %-9s %-28s %-28s %s%n",
        "what",
        "against",
        "unit",
        "ours: median (min-max)",
        "other",
        "ratio");
  }

  void add(Comparison comparison) {
    comparisons.add(comparison);
    out.printf(
        Locale.ROOT,
        "  %-52s %-29s %-9s %-28s %-28s %s%n",
        comparison.bench(),
        comparison.contender(),
        comparison.unit(),
        text(comparison.ours()),
        text(comparison.other()),
        text(comparison.ratio()));
  }

  List<Comparison> comparisons() {
    return List.copyOf(comparisons);
  }

  void writeJson(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), comparisons);
  }

  private static String text(Spread spread) {
    return number(spread.median()) + " (" + number(spread.min()) + "-" + number(spread.max()) + ")";
  }

  static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.4f", value);
  }
}
