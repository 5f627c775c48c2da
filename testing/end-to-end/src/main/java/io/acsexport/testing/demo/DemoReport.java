package io.acsexport.testing.demo;

import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.check.DeliveryCheck;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a person sees of the demo. */
final class DemoReport {

  private static final int EVENTS_SHOWN = 4;
  private static final int BODY_SHOWN = 100;
  private static final int EXAMPLES_SHOWN = 5;

  private final PrintStream out;

  DemoReport(PrintStream out) {
    this.out = out;
  }

  static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }

  void step(String what) {
    out.print(what + " ... ");
    out.flush();
  }

  void done(String how) {
    out.println(how);
  }

  void comparison(DeliveryCheck check, int masked) {
    out.println();
    row("published", check.published());
    row("delivered", check.published() - check.lost().size());
    row("lost", check.lost().size());
    row("repeated", check.repeated().size());
    row("altered", check.altered().size());
    out.printf(
        "  %-16s %6s   (%d resource UUIDs)%n",
        "order per key", check.outOfOrder().isEmpty() ? "kept" : "NOT KEPT", check.keys());
    out.printf(
        "  %-16s %6d   (values of secret keys, replaced by \"****\")%n", "secrets masked", masked);
    check.lost().stream()
        .limit(EXAMPLES_SHOWN)
        .forEach(event -> out.println("  LOST: " + shortened(event.body())));
    check.altered().stream()
        .limit(EXAMPLES_SHOWN)
        .forEach(message -> out.println("  ALTERED: " + shortened(message.body())));
    check.outOfOrder().stream()
        .limit(EXAMPLES_SHOWN)
        .forEach(key -> out.println("  OUT OF ORDER: " + key));
  }

  void firstEvents(List<Arrived> arrived) {
    out.println();
    out.println("The first events as they arrived:");
    arrived.stream()
        .limit(EVENTS_SHOWN)
        .forEach(
            message -> {
              out.printf(
                  "  %s  %s  %s%n",
                  message.headers().getOrDefault("acs-accepted", "-"),
                  message.headers().getOrDefault("acs-category", "-"),
                  message.headers().getOrDefault("acs-type", "-"));
              out.printf("    key  %s%n", Objects.requireNonNullElse(message.key(), "(none)"));
              if (message.routingKey() != null) {
                out.printf("    routing key %s%n", message.routingKey());
              }
              out.printf("    body %s%n", shortened(message.body()));
            });
  }

  void unreadable(@Nullable Path file, String problem) {
    out.println("  NOT READ: " + file + ", " + problem);
  }

  void verdict(boolean good) {
    out.println();
    out.println(
        good
            ? "Every event arrived once, unaltered and in order."
            : "NOT every event arrived once, unaltered and in order; see above.");
  }

  void logIsIn(Path file) {
    out.println("What the exporter logged meanwhile: " + file);
  }

  void lookFurther() {
    out.println("To look further: ./demo --keep leaves it all running and prints commands to try.");
  }

  void tryThis(Path home, Path configuration, DemoBroker broker) {
    String command = quoted(home.resolve("bin/acs-export")) + " --config " + quoted(configuration);
    out.println();
    out.println("Broker " + broker.address() + " and what it holds stay until Ctrl-C. Try:");
    out.println("  " + command + " check");
    if (broker.canBeReread()) {
      out.println("  " + command + " tail main --from beginning --max 5");
    }
    out.println("  " + command + " tail main");
    out.println("  " + command + " send FILE        (and watch the tail)");
    out.println("  " + command + " config");
    out.flush();
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }

  private void row(String what, int count) {
    out.printf("  %-16s %6d%n", what, count);
  }

  private static String shortened(@Nullable String body) {
    if (body == null) {
      return "(none)";
    }
    return body.length() <= BODY_SHOWN ? body : body.substring(0, BODY_SHOWN - 1) + "…";
  }
}
