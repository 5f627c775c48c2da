package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFileTest {

  @TempDir private Path directory;

  @Test
  void itMeansWhatItMeansToSystemd() {
    assertThat(
            EnvironmentFile.parse(
                """
                # A comment with A=1
                ; another B=2
                PLAIN=value
                  INDENTED = x y\s\s
                JAVA_OPTS="-Da=b -Xmx2G" \\
                  more
                SINGLE='a "b" $c \\d'
                ESCAPED=a\\ b\\"c
                DOUBLE="a\\"b"
                EMPTY=
                MIXED=a"b c"d
                no assignment
                1BAD=x
                LAST=end"""))
        .isEqualTo(
            Map.of(
                "PLAIN", "value",
                "INDENTED", "x y",
                "JAVA_OPTS", "-Da=b -Xmx2G   more",
                "SINGLE", "a \"b\" $c \\d",
                "ESCAPED", "a b\"c",
                "DOUBLE", "a\"b",
                "EMPTY", "",
                "MIXED", "ab cd",
                "LAST", "end"));
  }

  @Test
  void whateverIsInItItEnds() {
    Random random = new Random(3);
    String alphabet = "A=\"'\\\n #;x";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(EnvironmentFile.parse(text.toString())).hasSizeLessThan(31);
    }
  }

  @Test
  void theConfigurationSeesItsVariables() throws Exception {
    Path file = Files.writeString(directory.resolve("env"), "TOPIC=from-the-file\n");
    CommandRun run = new CommandRun(directory);
    run.environment.put("TOPIC", "from-the-shell");
    run.withDestinations("main { transport = memory, settings { topic = ${?TOPIC} } }");

    assertThat(run.run("config", "--env-file", file.toString()).out()).contains("from-the-file");
    assertThat(run.run("config").out()).contains("from-the-shell");
    CommandRun.Result missing = run.run("config", "--env-file", file + ".none");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(missing.err()).contains("The environment file cannot be read");
  }
}
