package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  /** Run with {@code -DwriteReference} to renew the page. */
  @Test
  void thePageShowsTheEnginesKeysAsTheyAreDeclared() throws IOException {
    String page = Files.readString(PAGE);
    String renewed = ConfigurationReference.renew(page, "engine", ConfigurationReference.engine());
    if (System.getProperty("writeReference") != null) {
      Files.writeString(PAGE, renewed);
      return;
    }
    assertThat(page)
        .as("run: mvn -pl core -am test -Dtest=ConfigurationReferenceTest -DwriteReference")
        .isEqualTo(renewed);
  }

  @Test
  void thePagesExampleNeedsNothingButItsTransport(@TempDir Path temp) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```hocon\n") + "```hocon\n".length();

    assertThat(
            new ConfigurationFolder(temp)
                .problems(page.substring(start, page.indexOf("```", start))))
        .singleElement()
        .asString()
        .contains("no transport 'kafka' is installed");
  }

  @Test
  void aTransportsSectionListsItsSettingsAndThoseOfItsBlocks() {
    assertThat(ConfigurationReference.transport(new TestTransport()))
        .startsWith("Takes settings of every type.")
        .contains("### `settings`")
        .contains("| `name` | text | required | A name. |")
        .contains("| `mode` | `fast` or `safe` | `safe` | A mode. |")
        .contains("| `exchange` | block, or its `name` |  | An exchange. |")
        .contains("### `settings.exchange`, `settings.queues`")
        .contains("| `durable` | `true` or `false` | `true` | Whether it lasts. |");
  }

  @Test
  void aPageWithoutThePartIsRefused() {
    assertThatThrownBy(() -> ConfigurationReference.renew("nothing", "kafka", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kafka");
  }
}
