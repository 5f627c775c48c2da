package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/upgrade-from-stock.md is what the command really makes of its files. */
class UpgradePageIT {

  private static final Path PAGE = Path.of("..", "..", "docs", "upgrade-from-stock.md");
  private static final Pattern FILE =
      Pattern.compile("<!-- file (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);

  @TempDir Path root;

  @BeforeEach
  void prepare() throws IOException {
    Matcher file = FILE.matcher(Files.readString(PAGE));
    int found = 0;
    while (file.find()) {
      Path target = root.resolve(file.group(1));
      Files.createDirectories(Objects.requireNonNull(target.getParent(), "no folder"));
      Files.writeString(target, file.group(2));
      found++;
    }
    assertThat(found).isEqualTo(2);
    Files.createDirectories(root.resolve("etc/acs-export"));
  }

  private String under(String path) {
    return root.resolve(path).toString();
  }

  /** Run with {@code -DwriteReference} to renew the page. */
  @Test
  void theOutputOnThePageIsTheCommands() throws Exception {
    CommandLineRun run =
        CommandLineRun.succeed(
            "import",
            "--from",
            under("etc/cloudstack/management"),
            "--config",
            under("etc/acs-export/acs-export.conf"));
    String page = Files.readString(PAGE);
    String renewed = renew(renew(page, "out", "hocon", run.out()), "err", "text", run.err());
    if (System.getProperty("writeReference") != null) {
      Files.writeString(PAGE, renewed);
      return;
    }
    assertThat(page).as("run: mvn verify -Dtest=UpgradePageIT -DwriteReference").isEqualTo(renewed);
    assertThat(run.out()).hasSizeGreaterThan(500);
  }

  private String renew(String page, String stream, String language, String printed) {
    String start = "<!-- " + stream + " -->\n```" + language + "\n";
    int from = page.indexOf(start) + start.length();
    assertThat(page).contains(start);
    return page.substring(0, from)
        + printed.replace(root.toString(), "")
        + page.substring(page.indexOf("```\n", from));
  }

  @Test
  void whatTheExampleBecomesCanBeUsed() throws Exception {
    String configuration = under("etc/acs-export/imported.conf");
    CommandLineRun written =
        CommandLineRun.succeed(
            "import", "--from", under("etc/cloudstack/management"), "--output", configuration);
    CommandLineRun checked =
        CommandLineRun.succeed("check", "--offline", "--config", configuration);

    assertThat(checked.out()).contains("kafka (kafka)").contains("rabbitmq (rabbitmq)");
    assertThat(root.resolve("etc/acs-export/rabbitmq.password.secret")).hasContent("correct horse");
    assertThat(Files.readString(root.resolve("etc/acs-export/kafka.sasl.jaas.config.secret")))
        .contains("username=\"cloudstack\" password=\"battery staple\";");
    assertThat(written.out() + written.err() + Files.readString(Path.of(configuration)))
        .doesNotContain("battery staple", "correct horse");
  }
}
