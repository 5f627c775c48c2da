package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.ChildProcess;
import io.acsexport.testing.road.Road;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exporter that publishes to a target while a test breaks things, and the judge of it. */
final class Scenario implements AutoCloseable {

  /** Starting a JVM on a busy machine takes its time. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Some hundred events a second of all threads: a backlog is drained in the time there is. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** Some thousand a second. */
  private static final Duration SHORT_PAUSE = Duration.ofMillis(1);

  /** For a backlog that no drain gets to the end of on a busy machine. */
  private static final int MOST_STARTS = 10;

  private final Path folder;
  private final Target target;
  private final int threads;
  private final Path configuration;
  private Duration pause = PAUSE;
  private @Nullable ChildProcess process;

  Scenario(Path folder, Target target, int threads) throws IOException {
    this.folder = folder;
    this.target = target;
    this.threads = threads;
    this.configuration = Road.configurationOf(folder, "60 s", "main " + target.destination());
  }

  /** Publishes so fast that a kill always meets events under way. */
  Scenario flatOut() {
    pause = SHORT_PAUSE;
    return this;
  }

  /** Begins to publish where the last start left off. */
  Scenario start() throws IOException {
    Outcomes outcomes = outcomes();
    Map<Integer, Long> last = outcomes.last();
    // The one behind the last may have been under way.
    long next = last.values().stream().mapToLong(Long::longValue).max().orElse(-2) + 2;
    process =
        ChildProcess.start(
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LoadJvm.class.getName(),
                Road.HOME.toString(),
                configuration.toString(),
                folder.toString(),
                Integer.toString(threads),
                Long.toString(next),
                Long.toString(Long.MAX_VALUE / 4),
                Long.toString(pause.toNanos())),
            output(),
            output());
    return this;
  }

  /** Waits until so many more events were accepted. */
  Scenario publish(long more) throws IOException {
    long wanted = outcomes().accepted().size() + more;
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(running().isAlive()).as("%s", output()).isTrue();
              return outcomes().accepted().size() >= wanted;
            });
    return this;
  }

  /** Kills the exporter (SIGKILL). */
  void kill() {
    running().close();
    process = null;
  }

  /** Sends it a signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    running().signal(name);
  }

  /**
   * Lets it stop as a management server does, with a drain, and start once more where that was cut
   * short; it must end in order.
   */
  void finish() throws IOException, InterruptedException {
    stop();
    for (int start = 0; start < MOST_STARTS && wasCutShort(); start++) {
      start().publish(1).stop();
    }
  }

  private boolean wasCutShort() throws IOException {
    String log = Files.readString(output());
    return log.lastIndexOf("Delivery ended before everything was delivered")
        > log.lastIndexOf("ACS Event Export ");
  }

  private void stop() throws IOException, InterruptedException {
    ChildProcess last = running();
    last.input().close();
    assertThat(last.await(LIMIT)).as("ends: %s", ChildProcess.endOf(output())).isTrue();
    assertThat(last.exitCode()).as("%s", ChildProcess.endOf(output())).isZero();
    process = null;
  }

  /** Compares, and fails where a promise is broken. */
  Verdict judge() throws Exception {
    Verdict verdict = Verdict.of(outcomes(), target.arrived());
    System.out.println(target + ": " + verdict);
    assertThat(verdict.accepted()).isPositive();
    assertThat(verdict.keepsItsPromises()).as("%s%n%s", verdict, logEnd()).isTrue();
    if (target.exactlyOnce()) {
      assertThat(verdict.repeated()).as("%s%n%s", verdict, logEnd()).isZero();
    }
    return verdict;
  }

  Outcomes outcomes() throws IOException {
    return Outcomes.read(folder, threads);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }

  private String logEnd() throws IOException {
    List<String> lines = Files.readAllLines(output());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private Path output() {
    return folder.resolve("exporter.log");
  }

  private ChildProcess running() {
    if (process == null) {
      throw new IllegalStateException("no exporter runs");
    }
    return process;
  }
}
