package io.acsexport.testing.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.control.ControlSocket;
import io.acsexport.testing.ChildProcess;
import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.road.CommandLineRun;
import io.acsexport.testing.road.Road;
import io.acsexport.transport.FailureCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** An exporter that publishes to its targets while a test breaks things, and the judge of it. */
final class Scenario implements AutoCloseable {

  /** Starting a JVM on a busy machine takes its time. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration FAILURE_LIMIT = Duration.ofMinutes(1);

  /** Some hundred events a second of all threads: a backlog is drained in the time there is. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** Some thousand a second. */
  private static final Duration SHORT_PAUSE = Duration.ofMillis(1);

  /** For a backlog that no drain gets to the end of on a busy machine. */
  private static final int MOST_STARTS = 10;

  private final Path folder;
  private final int threads;
  private List<Target> targets;
  private Path configuration;
  private String words = "";
  private Path spool;
  private final LoadHost host = new LoadHost();
  private int firstThread;
  private int writers;
  private Duration pause = PAUSE;
  private @Nullable ChildProcess process;

  Scenario(Path folder, Target target, int threads) throws IOException {
    this(folder, List.of(target), threads);
  }

  /** With a destination for each target; each gets all events. */
  Scenario(Path folder, List<? extends Target> targets, int threads) throws IOException {
    this.folder = folder;
    this.threads = threads;
    this.writers = threads;
    this.spool = folder.resolve("spool");
    this.targets = List.copyOf(targets);
    this.configuration = configure();
  }

  /** Changes the configuration file; an exporter that runs follows it. */
  void reconfigure(List<? extends Target> changed) throws IOException {
    targets = List.copyOf(changed);
    configuration = configure();
  }

  private Path configure() throws IOException {
    StringBuilder destinations = new StringBuilder();
    for (Target target : targets) {
      destinations.append(target.name()).append(' ').append(target.destination()).append('\n');
    }
    Path file = Road.configurationOf(folder, "60 s", destinations.toString());
    return Files.writeString(file, words, StandardOpenOption.APPEND);
  }

  /** Numbers the threads from here, so that the events of two exporters can be told apart. */
  Scenario threadsFrom(int first) {
    firstThread = first;
    return this;
  }

  /** Publishes so fast that a kill always meets events under way. */
  Scenario flatOut() {
    pause = SHORT_PAUSE;
    return this;
  }

  /** Adds words to the configuration; later ones override those before. */
  Scenario configure(String more) throws IOException {
    words += more + "\n";
    configuration = configure();
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
    host.with(jvmOptions);
    return this;
  }

  /** In a host that treats its threads badly, and publishes from within. */
  Scenario withHabits() {
    writers = threads + 1;
    return with("-D" + LoadJvm.HABITS + "=true");
  }

  /** With a variable of the environment. */
  Scenario environment(String variable, String value) {
    host.environment(variable, value);
    return this;
  }

  /** Has a shell do something before it becomes the JVM, such as set a limit. */
  Scenario after(String command) {
    host.after(command);
    return this;
  }

  /** Begins to publish where the last start left off. */
  Scenario start() throws IOException {
    Outcomes outcomes = outcomes();
    Map<Integer, Long> last = outcomes.last();
    // The one behind the last may have been under way.
    long next = last.values().stream().mapToLong(Long::longValue).max().orElse(-2) + 2;
    process =
        host.start(
            output(),
            Road.HOME.toString(),
            configuration.toString(),
            folder.toString(),
            Integer.toString(threads),
            Long.toString(next),
            Long.toString(Long.MAX_VALUE / 4),
            Long.toString(pause.toNanos()),
            Integer.toString(firstThread));
    return this;
  }

  /** Waits until so many more events were accepted. */
  Scenario publish(long more) throws IOException {
    long wanted = Outcomes.countAccepted(folder, firstThread, writers) + more;
    return awaitThat(() -> Outcomes.countAccepted(folder, firstThread, writers) >= wanted);
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
      throw new AssertionError("does not come about: " + Judge.endOf(output()), e);
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

  /** Waits until more has arrived everywhere: delivery goes on. */
  Scenario awaitDelivery() throws Exception {
    for (Target target : targets) {
      long before = target.reached();
      await().atMost(LIMIT).until(() -> target.reached() > before);
    }
    return this;
  }

  /** Lets nobody publish, or go on to. */
  Scenario quiet(boolean quiet) throws IOException {
    OutputStream input = running().input();
    input.write(quiet ? LoadJvm.BE_QUIET : LoadJvm.GO_ON);
    input.flush();
    return this;
  }

  /** Waits until each destination told in the log of a failure with this code. */
  Scenario awaitFailure(FailureCode code) {
    targets.forEach(target -> awaitFailure(target, code));
    return this;
  }

  /** The same for one. */
  Scenario awaitFailure(Target target, FailureCode code) {
    Pattern line =
        Pattern.compile("Destination " + target.name() + ": (blocked|retrying): " + code.label());
    await()
        .alias(target.name() + ": " + code.label())
        .atMost(FAILURE_LIMIT)
        .until(() -> line.matcher(Files.readString(output())).find());
    return this;
  }

  /** Waits until the exporter follows the configuration file as it is now. */
  Scenario awaitReload() {
    await()
        .atMost(FAILURE_LIMIT)
        .until(() -> Files.readString(output()).contains(" is applied. Destinations changed"));
    return this;
  }

  /** The dead letters of a destination and their codes; the exporter may run. */
  Map<NumberedEvent, String> deadLetters(Target target) throws IOException, InterruptedException {
    CommandLineRun list =
        CommandLineRun.succeed(
            "--config", configuration.toString(), "deadletter", "list", target.name(), "--json");
    Map<NumberedEvent, String> letters = new LinkedHashMap<>();
    for (String line : list.out().lines().toList()) {
      JsonNode letter = new ObjectMapper().readTree(line);
      letters.put(
          requireNonNull(NumberedEvent.ofId(letter.path("id").asText()), line),
          letter.path("code").asText());
    }
    return letters;
  }

  /**
   * Compares, and fails where a promise is broken.
   *
   * @return the verdict on the first target
   */
  Verdict judge() throws Exception {
    Outcomes outcomes = outcomes();
    List<Verdict> verdicts = new ArrayList<>();
    for (Target target : targets) {
      verdicts.add(judge(target, outcomes, Set.of()));
    }
    return verdicts.get(0);
  }

  /**
   * The same where events had to be lost: consumers must have been told of as many.
   *
   * @return the verdict on the first target
   */
  Verdict judgeWithLoss() throws Exception {
    Target target = targets.get(0);
    return new Judge(output()).judgeWithLoss(target, target.arrived(), outcomes(), Set.of());
  }

  /**
   * The same for one target.
   *
   * @param outcomes of all exporters that publish to it
   * @param excused events that need not have arrived, such as dead letters
   */
  Verdict judge(Target target, Outcomes outcomes, Set<NumberedEvent> excused) throws Exception {
    return judge(target, target.arrived(), outcomes, excused);
  }

  private Verdict judge(
      Target target, List<Arrived> arrived, Outcomes outcomes, Set<NumberedEvent> excused)
      throws IOException {
    return new Judge(output()).judge(target, arrived, outcomes, excused);
  }

  /** The same where giants are too large for the target: they, and they alone, are dead letters. */
  void judgeAllButGiants(Target target) throws Exception {
    Map<NumberedEvent, String> letters = deadLetters(target);
    assertThat(letters.keySet())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(outcomes().giants());
    assertThat(letters).values().allMatch(FailureCode.MESSAGE_TOO_LARGE.label()::equals);
    judge(target, outcomes(), letters.keySet());
  }

  /** The same where the target's topic was deleted and made again: both count, in this order. */
  void judgeWithDeleted(KafkaTarget target, DeletedTopic deleted) throws Exception {
    List<Arrived> both = new ArrayList<>(deleted.messages());
    both.addAll(target.arrived());
    judge(target, both, outcomes(), deleted.undecided());
  }

  Outcomes outcomes() throws IOException {
    return Outcomes.read(folder, firstThread, writers);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
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
