package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.control.ControlSocket;
import io.acsexport.testing.ChildProcess;
import io.acsexport.testing.road.Road;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
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
  private int writers;
  private final Path configuration;
  private Path spool;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private String shell = "";
  private Duration pause = PAUSE;
  private @Nullable ChildProcess process;

  Scenario(Path folder, Target target, int threads) throws IOException {
    this.folder = folder;
    this.target = target;
    this.threads = threads;
    this.writers = threads;
    this.spool = folder.resolve("spool");
    this.configuration = Road.configurationOf(folder, "60 s", "main " + target.destination());
  }

  /** Publishes so fast that a kill always meets events under way. */
  Scenario flatOut() {
    pause = SHORT_PAUSE;
    return this;
  }

  /** Adds words to the configuration; later ones override those before. */
  Scenario configure(String words) throws IOException {
    Files.writeString(configuration, words + "\n", StandardOpenOption.APPEND);
    return this;
  }

  /** With the spool in another place. */
  Scenario spoolIn(Path directory) throws IOException {
    spool = directory;
    return configure("acs-export.spool.directory = \"" + directory + "\"");
  }

  /** Where the spool lies. */
  Path spool() {
    return spool;
  }

  /** With further options of the JVM. */
  Scenario with(String... jvmOptions) {
    options.addAll(List.of(jvmOptions));
    return this;
  }

  /** In a host that treats its threads badly, and publishes from within. */
  Scenario withHabits() {
    writers = threads + 1;
    return with("-D" + LoadJvm.HABITS + "=true");
  }

  /** With a variable of the environment. */
  Scenario environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Has a shell do something before it becomes the JVM, such as set a limit. */
  Scenario after(String command) {
    shell = command + "; ";
    return this;
  }

  /** Begins to publish where the last start left off. */
  Scenario start() throws IOException {
    Outcomes outcomes = outcomes();
    Map<Integer, Long> last = outcomes.last();
    // The one behind the last may have been under way.
    long next = last.values().stream().mapToLong(Long::longValue).max().orElse(-2) + 2;
    List<String> command = new ArrayList<>(List.of("sh", "-c", shell + "exec \"$@\"", "sh"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            LoadJvm.class.getName(),
            Road.HOME.toString(),
            configuration.toString(),
            folder.toString(),
            Integer.toString(threads),
            Long.toString(next),
            Long.toString(Long.MAX_VALUE / 4),
            Long.toString(pause.toNanos())));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    process = ChildProcess.start(builder, output(), output());
    return this;
  }

  /** Waits until so many more events were accepted. */
  Scenario publish(long more) throws IOException {
    long wanted = outcomes().accepted().size() + more;
    return awaitThat(() -> outcomes().accepted().size() >= wanted);
  }

  /** Waits until so many more events were refused. */
  Scenario refused(long more) throws IOException {
    long wanted = outcomes().refused().size() + more;
    return awaitThat(() -> outcomes().refused().size() >= wanted);
  }

  /** Waits until the exporter has logged this. */
  Scenario says(String words) throws IOException {
    return awaitThat(() -> log().contains(words));
  }

  /** Waits until its status says that it delivers; needs a folder with a short path. */
  Scenario isUp() throws IOException {
    return awaitThat(() -> status().at("/destinations/0/state").asText().equals("up"));
  }

  private Scenario awaitThat(Callable<Boolean> condition) throws IOException {
    try {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                assertThat(running().isAlive()).as("%s", output()).isTrue();
                // An idle bus takes everything, too.
                assertThat(log()).doesNotContain("No event is exported");
                return condition.call();
              });
      return this;
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("does not come about: " + logEnd(), e);
    }
  }

  /** Has the host of the exporter do something to it. */
  Scenario tell(HostPressure.Order order) throws IOException {
    running().input().write(order.letter());
    running().input().flush();
    return this;
  }

  /** What the exporter says of itself on its control socket; needs a folder with a short path. */
  JsonNode status() throws IOException, ControlException {
    try (ControlClient client = ControlClient.connect(ControlSocket.of(spool))) {
      return client.call(ControlClient.request("status"), LIMIT, item -> {});
    }
  }

  /** Everything that the exporter's JVM printed. */
  String log() throws IOException {
    return Files.readString(output());
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
    Verdict verdict = judgeWithLoss();
    assertThat(verdict.lost()).as("%s%n%s", verdict, logEnd()).isEmpty();
    assertThat(verdict.told()).as("%s%n%s", verdict, logEnd()).isZero();
    return verdict;
  }

  /** The same where events had to be lost: consumers must have been told of each. */
  Verdict judgeWithLoss() throws Exception {
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
    return Outcomes.read(folder, writers);
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
