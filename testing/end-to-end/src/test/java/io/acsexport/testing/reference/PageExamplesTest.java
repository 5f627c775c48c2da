package io.acsexport.testing.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.LoadedConfiguration;
import io.acsexport.core.engine.SettingsCheck;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.kafka.KafkaTransportProvider;
import io.acsexport.rabbitmq.RabbitTransportProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every configuration on these pages loads, and its transports take their settings. */
class PageExamplesTest {

  private static final Path DOCS = Path.of("..", "..", "docs");
  private static final Pattern EXAMPLE = Pattern.compile("```hocon\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"configuration.md", "routing.md", "formats.md", "install.md"})
  void everyConfigurationOfThePageCanBeUsed(String page) throws Exception {
    List<String> examples = examples(page);
    assertThat(examples).isNotEmpty();
    Path secret = Files.writeString(folder.resolve("mq.secret"), "secret");
    for (String example : examples) {
      String here = example.replace("/etc/acs-export/mq.secret", secret.toString());
      Path file = Files.writeString(folder.resolve("acs-export.conf"), here);
      LoadedConfiguration loaded =
          ConfigurationLoader.load(
              file,
              TransportCatalog.of(new KafkaTransportProvider(), new RabbitTransportProvider()),
              Map.of("MQ_PASSWORD", "secret", "CLOUD", "eu-1"));
      assertThat(loaded.config().destinations()).isNotEmpty();
      SettingsCheck.run(file, loaded, "ms-1", Clock.systemUTC(), (destination, notice) -> {});
    }
  }

  private static List<String> examples(String page) throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(Files.readString(DOCS.resolve(page)));
    while (matcher.find()) {
      if (matcher.group(1).startsWith("acs-export")) {
        examples.add(matcher.group(1));
      }
    }
    return examples;
  }
}
