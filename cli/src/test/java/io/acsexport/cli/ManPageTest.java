package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The man page in the packages, compared with the command. */
class ManPageTest {

  private static final Path MAN_PAGE =
      Path.of("../distribution/src/main/packages/files/acs-export.1");

  @TempDir private Path directory;

  @Test
  void itNamesEveryCommandAndNoOther() throws IOException {
    String help = new CommandRun(directory).runBare("--help").out();
    String listed = help.substring(help.indexOf("\nCommands:"), help.indexOf("\nExit codes:"));
    String page = Files.readString(MAN_PAGE);
    String commands = page.substring(page.indexOf(".SH COMMANDS"), page.indexOf(".SH FILES"));

    assertThat(names("(?m)^\\.B (\\S+)", commands)).isEqualTo(names("(?m)^  (\\S+)", listed));
  }

  @Test
  void itNamesEveryExitCode() throws IOException {
    String help = new CommandRun(directory).runBare("--help").out();
    String listed = help.substring(help.indexOf("\nExit codes:"), help.indexOf("\nExamples:"));
    String page = Files.readString(MAN_PAGE);
    String codes = page.substring(page.indexOf(".SH EXIT STATUS"), page.indexOf(".SH ENVIRONMENT"));

    assertThat(names("\\b(\\d+) ", codes.replace('\n', ' ')))
        .isEqualTo(names("(?m)^  (\\d+) ", listed));
  }

  private static Set<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
