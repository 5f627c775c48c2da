package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "check",
        "send",
        "tail",
        "explain",
        "forget",
        "import",
        "config",
        "transports",
        "pause",
        "resume",
        "drain",
        "deadletter",
        "spool"
      })
  void everyCommandExplainsItselfWithExamplesAndExitCodes(String command) {
    String[] args = command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};

    CommandRun.Result result = new CommandRun(directory).runBare(args);

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("\nExit codes:").contains("\nExamples:");
    String examples = result.out().substring(result.out().indexOf("\nExamples:"));
    assertThat(examples.lines().filter(line -> line.contains("acs-export " + command)))
        .as("examples")
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(result.out()).contains("--config").containsPattern("\n +64 +The command line");
    assertThat(result.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(101));
  }

  @Test
  void theCommandAloneShowsItsHelpAndFails() {
    CommandRun.Result result = new CommandRun(directory).runBare();

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Usage: acs-export").contains("check").contains("tail");
  }

  @Test
  void aMisspeltCommandOrOptionIsNamedWithTheNearestOneAndNoStackTrace() {
    CommandRun run = new CommandRun(directory);

    CommandRun.Result command = run.runBare("chek");
    CommandRun.Result option = run.runBare("check", "--ofline");

    assertThat(command.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).contains("'chek'").contains("check").doesNotContain("\tat ");
    assertThat(option.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(option.err()).contains("--ofline").contains("--offline");
    assertThat(option.err()).contains("Try 'acs-export check --help'");
  }

  @Test
  void coloursAppearOnATerminalOnlyAndNotAgainstTheUsersWill() {
    String plain = new CommandRun(directory).runBare("--help").out();
    String coloured = new CommandRun(directory).onTerminal().runBare("--help").out();
    CommandRun refusing = new CommandRun(directory).onTerminal();
    refusing.environment.put("NO_COLOR", "1");
    CommandRun dumb = new CommandRun(directory).onTerminal();
    dumb.environment.put("TERM", "dumb");

    assertThat(coloured).contains("\u001b[");
    assertThat(plain).doesNotContain("\u001b");
    assertThat(refusing.runBare("--help").out()).isEqualTo(plain);
    assertThat(dumb.runBare("--help").out()).isEqualTo(plain);
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(new CommandRun(directory).runBare("--version").out()).startsWith("acs-export ");
  }
}
