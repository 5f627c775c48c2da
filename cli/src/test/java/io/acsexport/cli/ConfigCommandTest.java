package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.SettingException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

  @TempDir private Path directory;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    run =
        new CommandRun(directory)
            .withDestinations("main { transport = memory, settings { password = hunter2 } }");
  }

  @Test
  void everyValueStandsWithItsOrigin() {
    CommandRun.Result result = run.run("config");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .containsPattern("transport = memory +# .*acs-export.conf:3")
        .containsPattern("topic = cs +# default")
        .contains("****");
  }

  @Test
  void machinesGetEveryKeyWithValueAndOrigin() {
    JsonNode json = run.run("config", "--json").json();

    JsonNode topic = json.get("settings").get("acs-export.destinations.main.settings.topic");
    assertThat(topic.get("value").textValue()).isEqualTo("cs");
    assertThat(topic.get("origin").textValue()).isEqualTo("default");
    assertThat(json.get("file").textValue()).isEqualTo(run.config().toString());
  }

  @Test
  void whatAnotherSettingDecidesStandsInPlaceOfTheDefault() {
    run.memory.implied = Map.of("topic", new ImpliedSetting("stock", "properties-file"));

    assertThat(run.run("config").out())
        .containsPattern("topic = stock +# from properties-file")
        .doesNotContain("topic = cs");
    JsonNode topic =
        run.run("config", "--json")
            .json()
            .get("settings")
            .get("acs-export.destinations.main.settings.topic");
    assertThat(topic.get("value").textValue()).isEqualTo("stock");
    assertThat(topic.get("origin").textValue()).isEqualTo("from properties-file");
  }

  @Test
  void whereThatCannotBeToldTheRestIsShown() {
    run.memory.impliedProblem = new SettingException("topic", "cannot be told");

    CommandRun.Result result = run.run("config");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).containsPattern("topic = cs +# default");
    assertThat(result.err()).contains("destination 'main'", "cannot be told");
  }

  @Test
  void whatCannotBeLoadedIsExplained() {
    CommandRun.Result result = run.withConfiguration("acs-export { spool {").run("config");

    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("acs-export.conf");
  }
}
