package io.acsexport.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The ratios as a picture: a row each, a dot for the median, a line from the smallest to the
 * largest, on a logarithmic scale with a rule at 1.
 */
final class Plot {

  private static final int LABELS = 470;
  private static final int WIDTH = 480;
  private static final int VALUES = 190;
  private static final int ROW = 20;
  private static final int TOP = 50;
  private static final double LOWEST = 1e-5;

  private final List<Comparison> comparisons;
  private final int from;
  private final int to;

  private Plot(List<Comparison> comparisons) {
    this.comparisons = comparisons;
    this.from =
        (int)
            Math.floor(
                comparisons.stream().mapToDouble(c -> log(c.ratio().min())).min().orElse(-1));
    this.to =
        Math.max(
            from + 1,
            (int)
                Math.ceil(
                    comparisons.stream().mapToDouble(c -> log(c.ratio().max())).max().orElse(1)));
  }

  static void write(List<Comparison> comparisons, Path file) throws IOException {
    Files.writeString(file, new Plot(comparisons).svg());
  }

  private String svg() {
    int height = TOP + comparisons.size() * ROW + 20;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="10" y="20" font-size="14">Ratio, ours divided by the other (median, smallest to largest)</text>
        """
            .formatted(LABELS + WIDTH + VALUES, height));
    for (int power = from; power <= to; power++) {
      svg.append(
          line(
              x(Math.pow(10, power)),
              TOP - 8,
              x(Math.pow(10, power)),
              height - 15,
              power == 0 ? "black" : "#ddd"));
      svg.append(
          text(x(Math.pow(10, power)), TOP - 12, "middle", Report.number(Math.pow(10, power))));
    }
    double y = TOP + ROW / 2.0;
    for (Comparison each : comparisons) {
      svg.append(
          text(
              LABELS - 10,
              y + 4,
              "end",
              each.bench() + ", " + each.unit() + " / " + each.contender()));
      svg.append(line(x(each.ratio().min()), y, x(each.ratio().max()), y, "#4477aa"));
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#4477aa\"/>%n",
              x(each.ratio().median()),
              y));
      svg.append(
          text(LABELS + WIDTH + 12, y + 4, "start", Report.number(each.ratio().median()) + " ×"));
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private double x(double ratio) {
    return LABELS + (log(ratio) - from) / (to - from) * WIDTH;
  }

  private static double log(double ratio) {
    return Math.log10(Math.max(ratio, LOWEST));
  }

  private static String line(double x1, double y1, double x2, double y2, String colour) {
    return String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2\"/>%n",
        x1,
        y1,
        x2,
        y2,
        colour);
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        text.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
