package io.acsexport.testing.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import io.acsexport.testing.KafkaConsole;
import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.smoke.FakeCloudStack.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the script for a running CloudStack does and finds, with the real adapter, engine, broker
 * and console consumer, and a stand-in for CloudStack alone.
 */
class AcsSmokeIT {

  private static final Path SCRIPT = Path.of("..", "acs-smoke", "acs-smoke").toAbsolutePath();
  private static final Path HOME =
      Path.of(Objects.requireNonNull(System.getProperty("acs-export.test.home"), "no home given"))
          .normalize();

  @TempDir Path folder;
  private KafkaBroker broker;
  private Path configuration;
  private AcsPublisher publisher;

  @BeforeEach
  void startExporter() throws IOException, InterruptedException {
    broker = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("broker")));
    configuration =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            """
            acs-export {
              node = ms1
              drain-timeout = 0 s
              destinations {
                main {
                  transport = kafka
                  start = earliest
                  settings { topic = cs, producer { bootstrap.servers = "%s" } }
                }
              }
              spool { directory = "%s" }
            }
            """
                .formatted(broker.bootstrapServers(), folder.resolve("spool")));
    publisher = new AcsPublisher(HOME, configuration);
    publisher.start();
  }

  @AfterEach
  void stop() {
    publisher.stop();
    broker.close();
  }

  @Test
  void allIsWell() throws Exception {
    try (FakeCloudStack acs = new FakeCloudStack(publisher, broker, Fault.NONE)) {
      // A machine that runs other tests beside this one may take its time.
      Result result = smoke(acs, "--login-limit", "30");

      assertThat(result.code()).as(result.output()).isZero();
      assertThat(result.output())
          .contains("ACCOUNT.CREATE, as the console consumer reads it:", "acs-type:ACCOUNT.CREATE")
          .contains("USER.CREATE, as the console consumer reads it:", "acs-type:USER.CREATE")
          .containsSubsequence(
              "All 2 events that listEvents knows are in topic cs, by id.",
              "while the broker was down.",
              "All 3 events that listEvents knows are in topic cs, by id.",
              "Everything was as it should be.",
              "is being deleted.")
          .doesNotContain("p&ss word");
      assertThat(acs.accounts()).isEmpty();
      assertThat(broker.isRunning()).isTrue();
    }
  }

  @Test
  void anEventThatIsMissingIsFound() throws Exception {
    try (FakeCloudStack acs = new FakeCloudStack(publisher, broker, Fault.LOSES_USER_CREATE)) {
      Result result = smoke(acs, "--patience", "15");

      assertThat(result.code()).as(result.output()).isEqualTo(1);
      assertThat(result.output())
          .contains("1 of 2 events that listEvents knows are not in topic cs: ");
      assertThat(acs.accounts()).isEmpty();
    }
  }

  @Test
  void aLoginThatWaitsForTheBrokerIsFoundAndTheBrokerStartedAgain() throws Exception {
    try (FakeCloudStack acs = new FakeCloudStack(publisher, broker, Fault.LOGIN_WAITS_FOR_BROKER)) {
      Result result = smoke(acs);

      assertThat(result.code()).as(result.output()).isEqualTo(1);
      assertThat(result.output())
          .containsSubsequence("that is longer than 1 s", "Starting the broker again.");
      assertThat(broker.isRunning()).isTrue();
    }
  }

  @Test
  void packagesAreInstalledAndTheServerRestartedFirst() throws Exception {
    Path programs = Files.createDirectory(folder.resolve("bin"));
    program(programs, "dpkg", "echo \"$0 $*\" >>" + quoted(folder.resolve("dpkg.log")));
    program(
        programs,
        "acs-export",
        "exec "
            + quoted(HOME.resolve("bin/acs-export"))
            + " --config "
            + quoted(configuration)
            + " \"$@\"");
    Path one = Files.writeString(folder.resolve("acs export.deb"), "");
    Path two = Files.writeString(folder.resolve("acs-export-kafka.deb"), "");
    try (FakeCloudStack acs = new FakeCloudStack(publisher, broker, Fault.NONE)) {
      Result result =
          run(
              List.of(
                  "--api", acs.url("/client/api"),
                  "--bootstrap", broker.bootstrapServers(),
                  "--consumer", consumer().toString(),
                  "--install", one.toString(),
                  "--install", two.toString(),
                  "--restart", "echo the server is restarted"),
              programs);

      assertThat(result.code()).as(result.output()).isZero();
      assertThat(Files.readAllLines(folder.resolve("dpkg.log")))
          .containsExactly(
              programs.resolve("dpkg") + " -i " + one, programs.resolve("dpkg") + " -i " + two);
      assertThat(result.output())
          .containsSubsequence(
              "the server is restarted", "== Package", "== CloudStack", "no broker was stopped");
    }
  }

  @Test
  void wrongArgumentsAreToldApart() throws Exception {
    assertThat(run(List.of("--nonsense"), folder).code()).isEqualTo(64);
    assertThat(run(List.of("--api"), folder).code()).isEqualTo(64);
    assertThat(run(List.of("--stop-broker", "true"), folder).code()).isEqualTo(64);
    assertThat(run(List.of("--consumer", "/nowhere"), folder).code()).isEqualTo(69);
    assertThat(run(List.of("--help"), folder).output()).startsWith("Usage: acs-smoke");
  }

  private Result smoke(FakeCloudStack acs, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--no-package",
                "--api",
                acs.url("/client/api"),
                "--bootstrap",
                broker.bootstrapServers(),
                "--consumer",
                consumer().toString(),
                "--stop-broker",
                "curl -sf " + acs.url("/broker/stop"),
                "--start-broker",
                "curl -sf " + acs.url("/broker/start")));
    arguments.addAll(List.of(more));
    return run(arguments, folder);
  }

  private Path consumer() throws IOException {
    return KafkaConsole.consumerScript(folder.resolve("kafka-console-consumer.sh"));
  }

  private record Result(int code, String output) {}

  private Result run(List<String> arguments, Path programs)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "smoke", ".out");
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ACS_PASSWORD", "p&ss word");
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().merge("PATH", "", (path, none) -> programs + ":" + path);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("the script ends").isTrue();
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void program(Path folder, String name, String line) throws IOException {
    Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + line + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private static String quoted(Path path) {
    return "'" + path + "'";
  }
}
