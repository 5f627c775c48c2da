package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.ChildProcess;
import io.acsexport.testing.road.Road;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * Ten threads publish to two destinations, of which one goes down, stays away until a large backlog
 * has come together for it, and comes back. The exporter has little memory.
 */
final class Backlog implements AutoCloseable {

  private static final int THREADS = 10;

  /** Threads and connections that an attempt to connect may have for a moment. */
  private static final int ATTEMPT = 3;

  private static final Duration LIMIT = Duration.ofMinutes(Length.rounds(2, 15));

  private final Path folder;
  private final Target up;
  private final Target down;
  private final int events;
  private final ChildProcess exporter;

  /**
   * Starts it.
   *
   * @param seconds how long it publishes at {@value BacklogJvm#PER_SECOND} a second
   * @param events how many come together in all
   */
  Backlog(Path folder, Target up, Target down, int seconds, int events) throws IOException {
    this.folder = folder;
    this.up = up;
    this.down = down;
    this.events = events;
    Path configuration =
        Road.configurationOf(
            folder,
            "60 s",
            "up " + up.destination() + "\n    down " + down.destination(),
            "max-size = 8 GiB");
    exporter =
        ChildProcess.start(
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Engine, both clients, the host's classes and ten publishers.
                "-Xmx48m",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BacklogJvm.class.getName(),
                Road.HOME.toString(),
                configuration.toString(),
                folder.toString(),
                Integer.toString(THREADS),
                Integer.toString(seconds),
                Integer.toString(events)),
            output(),
            output());
  }

  /** While both are up. */
  void beginsWell() {
    awaitReached("warm");
    // A topic may not be there yet.
    await().atMost(LIMIT).ignoreExceptions().until(() -> up.size() > 0 && down.size() > 0);
  }

  /** While the one is down. */
  void comesTogether() throws IOException {
    goOn();
    awaitReached("published");
  }

  /** Once it is up again: compares, and fails where a promise is broken. */
  void isDrained() throws Exception {
    BacklogOutcomes outcomes = new BacklogOutcomes(folder, THREADS);
    long begin = System.nanoTime();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              assertThat(exporter.isAlive()).as("%s", output()).isTrue();
              return down.size() >= outcomes.accepted() && up.size() >= outcomes.accepted();
            });
    System.out.println(
        "Drained in " + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
    goOn();
    awaitReached("looked");
    exporter.input().close();
    assertThat(exporter.await(LIMIT)).as("ends: %s", ChildProcess.endOf(output())).isTrue();
    assertThat(exporter.exitCode()).as("%s", ChildProcess.endOf(output())).isZero();
    assertSmall(BacklogReport.read(folder));
    assertThat(outcomes.accepted()).isGreaterThan(events / 10 * 9);
    assertArrived(up, outcomes);
    assertArrived(down, outcomes);
  }

  private static void assertSmall(Properties report) {
    report.stringPropertyNames().stream()
        .sorted()
        .forEach(name -> System.out.println(name + ": " + report.getProperty(name)));
    for (String what : new String[] {"threads", "descriptors"}) {
      assertThat(Integer.parseInt(report.getProperty("full." + what)))
          .as("%s with the whole backlog and with little of it: %s", what, report)
          .isLessThanOrEqualTo(Integer.parseInt(report.getProperty("begin." + what)) + ATTEMPT);
    }
  }

  private void assertArrived(Target target, BacklogOutcomes outcomes) throws Exception {
    Tally tally = outcomes.tally();
    target.eachArrived(tally::add);
    Verdict verdict = outcomes.verdict(tally);
    System.out.println(target + ": " + verdict + ", " + outcomes.refused() + " refused");
    assertThat(verdict.keepsItsPromises())
        .as("%s%n%s", verdict, ChildProcess.endOf(output()))
        .isTrue();
    if (target.exactlyOnce()) {
      assertThat(verdict.repeated()).as("%s", verdict).isZero();
    }
  }

  @Override
  public void close() {
    exporter.close();
  }

  private void goOn() throws IOException {
    exporter.input().write('\n');
    exporter.input().flush();
  }

  private void awaitReached(String what) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(exporter.isAlive()).as("%s", output()).isTrue();
              return BacklogReport.read(folder).containsKey(what);
            });
  }

  private Path output() {
    return folder.resolve("exporter.log");
  }
}
