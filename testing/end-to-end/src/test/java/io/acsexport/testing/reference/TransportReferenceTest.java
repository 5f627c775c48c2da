package io.acsexport.testing.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.config.ConfigurationReference;
import io.acsexport.core.config.SensitiveValues;
import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class TransportReferenceTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "configuration.md");

  /** Run with {@code -DwriteReference} to renew the page. */
  @Test
  void thePageShowsEachTransportsSettingsAsTheyAreDeclared() throws IOException {
    String page = Files.readString(PAGE);
    String renewed = page;
    for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
      renewed =
          ConfigurationReference.renew(
              renewed, provider.name(), ConfigurationReference.transport(provider));
    }
    if (System.getProperty("writeReference") != null) {
      Files.writeString(PAGE, renewed);
      return;
    }
    assertThat(page)
        .as("run: mvn verify -Dtest=TransportReferenceTest -DwriteReference")
        .contains("<!-- begin kafka -->")
        .isEqualTo(renewed);
  }

  @Test
  void everythingThatKafkaTypesAsAPasswordIsTakenForASecret() {
    for (ConfigDef definition :
        new ConfigDef[] {
          ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef()
        }) {
      assertThat(
              definition.configKeys().values().stream()
                  .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                  .map(key -> key.name))
          .isNotEmpty()
          .allMatch(SensitiveValues::isSecretKey);
    }
  }
}
