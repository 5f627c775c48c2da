package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code acs-export check} says of the machine. */
class HostCheckTest {

  private static final String KAFKA_BEAN =
      "<bean id=\"bus\" class=\"org.apache.cloudstack.mom.kafka.KafkaEventBus\"/>";
  private static final String OWN_BEAN =
      "<bean id=\"own\" class=\"io.acsexport.acs.AcsEventBus\"/>";

  @TempDir private Path directory;
  @TempDir private Path scratch;
  private ScratchServer server;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    server = new ScratchServer(scratch).installed("4.22.0.0");
    run = new CommandRun(directory);
    configured("");
  }

  private void configured(String spool) {
    run.withConfiguration(
        "acs-export { destinations { main { transport = memory } }\n"
            + "spool { min-free = 1 MiB "
            + spool
            + " } }");
  }

  private CommandRun.Result check(String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "check";
    args[1] = "--root";
    args[2] = scratch.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return run.run(args);
  }

  @Test
  void aServerInOrderIsNamedWithItsReleaseAndHasNoWarning() {
    CommandRun.Result result = check();

    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.out())
        .contains("host\n  INFO     CloudStack: release 4.22.0.0 in ")
        .contains("INFO     event bus: installed as " + server.library("acs-export.jar"))
        .contains("INFO     spool: " + scratch.resolve("var/lib/acs-export/spool") + " on ")
        .contains("Would deliver: 1 destination.");
  }

  @Test
  void aMachineWithoutCloudStackIsNotBothered(@TempDir Path elsewhere) {
    CommandRun.Result result = run.run("check", "--root", elsewhere.toString());

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).doesNotContain("host\n").doesNotContain("spool");
    assertThat(
            run.run("check", "--json", "--root", elsewhere.toString()).json().at("/host/notices"))
        .isEmpty();
  }

  @Test
  void aStockBusAtWorkIsAWarningWithItsPlace() {
    Path file = server.beans("event", KAFKA_BEAN);

    CommandRun.Result result = check();

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("WARNING  " + file + ":3: CloudStack's own bus for KAFKA, bean 'bus', is still")
        .contains("acs-export import")
        .contains("1 warning");
  }

  @Test
  void aBusLeftInCoreGetsNothingSince420() {
    Path file = server.beans("core", KAFKA_BEAN + "\n" + OWN_BEAN);

    String out = check().out();

    assertThat(out)
        .contains(file + ":3: CloudStack's own bus for KAFKA, bean 'bus', lies in the module core")
        .contains("it connects and gets nothing")
        .contains(file + ":4: the bean 'own' of the exporter lies in the module core")
        .contains("2 warnings");
  }

  @Test
  void aBeanOfOursBesideTheModuleIsOnlyMentioned() {
    Path file = server.beans("event", OWN_BEAN);

    assertThat(check().out())
        .contains("INFO     " + file + ":3: the bean 'own' of the exporter is not needed")
        .doesNotContain("warning");
  }

  @Test
  void beforeRelease420TheBusIdlesAndABusInEventIsNotRead(@TempDir Path old) {
    server = new ScratchServer(old).installed("4.19.3.0");
    server.beans("event", KAFKA_BEAN);

    CommandRun.Result result = run.run("check", "--root", old.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out())
        .contains("ERROR    CloudStack: release 4.19.3.0 is older than 4.20")
        .contains("lies in the module event, which CloudStack has only since 4.20")
        .contains("Something on this machine is in the way of the exporter.");
  }

  @Test
  void aFileThatCloudStackDoesNotReadIsNotHeldAgainstAnybody() throws IOException {
    Path file = server.beans("event", KAFKA_BEAN);
    Files.move(file, file.resolveSibling("spring-event-bus-context.xml.disabled"));

    assertThat(check().out()).doesNotContain("warning");
  }

  @Test
  void twoCopiesOfTheAdapterWouldKeepCloudStackFromStarting() {
    server.jar("acs-export-0.1.0.jar", "META-INF/cloudstack/acs-export/module.properties");

    CommandRun.Result result = check();

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out())
        .contains("ERROR    event bus: 2 copies")
        .contains("does not start")
        .contains(server.library("acs-export-0.1.0.jar").toString());
  }

  @Test
  void aMissingAdapterAndAClassPathWithoutItAreErrors() throws IOException {
    Files.delete(server.library("acs-export.jar"));
    server.write("etc/default/cloudstack-management", "CLASSPATH=/etc/cloudstack/management\n");

    String out = check().out();

    assertThat(out)
        .contains("ERROR    event bus: acs-export.jar is not in ")
        .contains("ERROR    class path: CLASSPATH in ");
  }

  @Test
  void filesThatTheServersUserMayNotReadOrWriteAreNamed() throws IOException {
    server.write(
        "usr/lib/systemd/system/cloudstack-management.service", "[Service]\nUser=somebody\n");
    // The folders that tests get are their owner's alone; the configuration's stays so.
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));

    CommandRun.Result result = check();

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out())
        .contains(
            "ERROR    " + run.config() + ": the user 'somebody', who runs CloudStack, may not")
        .contains("chown root:somebody")
        .contains("ERROR    spool: the user 'somebody', who runs CloudStack, may not write to ")
        .contains(" with mode rwxr-xr-x");
  }

  @Test
  void aSpoolWithoutAFolderToBeMadeInIsAnError() {
    configured(", directory = /var/lib/elsewhere/spool");

    CommandRun.Result result = check();

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out())
        .contains("ERROR    spool: there is no folder " + scratch.resolve("var/lib/elsewhere"))
        .contains("install -d -o cloud -g cloud -m 0750");
  }

  @Test
  void theLifeOfTheSpoolIsToldForARate() {
    configured(", max-size = 1 GiB");

    assertThat(check("--rate", "50", "--event-size", "1024").out())
        .contains(
            "at 50 events a second of 1.0 KiB each, 1.0 GiB hold a broker's absence of 5 h 49 min");
    assertThat(check("--rate", "10000").out())
        .contains("WARNING  spool: at 10000 events a second")
        .contains("Raise spool.max-size.");
    assertThat(check("--rate", "0").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aDiskThatIsTooSmallIsToldBeforeItIsFull() {
    configured(", max-size = 900 TiB");
    assertThat(check().out())
        .contains("WARNING  spool.min-free: the spool may take 900.0 TiB, but");

    run.withConfiguration(
        "acs-export { destinations { main { transport = memory } }, spool.min-free = 900 TiB }");
    CommandRun.Result full = check();
    assertThat(full.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(full.out()).contains("ERROR    spool.min-free: ").contains("cannot grow");
  }

  @Test
  void whatCloudStackReadsAndCannotBeUnderstoodIsNamedWithItsLine() {
    Path file = server.beans("event", "<bean id=\"bus\"");

    assertThat(check().out())
        .contains("WARNING  " + file + ": its beans cannot be looked at: " + file + ":4 is no")
        .doesNotContain("\tat ");
  }

  @Test
  void machinesGetTheSameAsJsonAlsoWhereTheConfigurationCannotBeUsed() {
    server.beans("event", KAFKA_BEAN);

    JsonNode host = check("--json").json().get("host");
    assertThat(host.get("cloudStack").textValue()).isEqualTo("4.22.0.0");
    assertThat(host.get("ok").booleanValue()).isTrue();
    assertThat(host.get("notices").findValuesAsText("level")).contains("info", "warning");
    assertThat(host.get("notices").findValuesAsText("remedy"))
        .anyMatch(it -> it.contains("import"));

    run.withConfiguration("acs-export { destination {} }");
    JsonNode broken = check("--json").json();
    assertThat(broken.get("exitCode").intValue()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(broken.at("/host/cloudStack").textValue()).isEqualTo("4.22.0.0");
  }
}
