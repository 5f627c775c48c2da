package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigurationTest {

  private static final String TEXT =
      """
      acs-export {
        node = ${NODE}
        destinations.main {
          transport = test
          include { type = ["VM.*"] }
          settings {
            name = "a \\"quoted\\" name"
            password { file = my.secret }
            producer {
              sasl.jaas.config = "jaas"
              bootstrap.servers = "h:9092"
              ssl.keystore.key { file = my.secret }
            }
            queues = [q1, { name = q2, durable = false }]
          }
        }
      }
      """;

  @TempDir Path temp;
  private ConfigurationFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new ConfigurationFolder(temp).with("my.secret", "s3cret").withVariable("NODE", "ms-1");
  }

  private EffectiveConfiguration effective(String text) throws ConfigurationException {
    return folder.load(text).effective();
  }

  @Test
  void everyKeyStandsWithItsOrigin() throws ConfigurationException {
    assertThat(effective(TEXT).toHocon().lines().map(line -> line.replaceAll("(?<=\\S) +#", " #")))
        .startsWith("acs-export {", "  node = ms-1 # environment variable NODE")
        .contains(
            "  publish-timeout = 50 ms # default",
            "    # min-free is not set",
            "    directory = \"/var/lib/acs-export/spool\" # default",
            "      transport = test # acs-export.conf:4",
            "        name = \"a \\\"quoted\\\" name\" # acs-export.conf:7",
            "        password = \"****\" # acs-export.conf:8, from the file my.secret",
            "          \"bootstrap.servers\" = \"h:9092\" # acs-export.conf:11",
            "          \"sasl.jaas.config\" = \"****\" # acs-export.conf:10",
            "          \"ssl.keystore.key\" = \"****\" # acs-export.conf:12, from the file my.secret",
            "      \"include\" {",
            "        type = [\"VM.*\"] # acs-export.conf:5",
            "        # exchange is not set",
            "        queues = [{",
            "        }, {",
            "        }]",
            "      start = latest # default")
        .endsWith("}");
  }

  @Test
  void itIsHoconWithTheSameValues() throws ConfigurationException {
    Config read = ConfigFactory.parseString(effective(TEXT).toHocon());
    Config settings = read.getConfig("acs-export.destinations.main.settings");

    assertThat(settings.getString("name")).isEqualTo("a \"quoted\" name");
    assertThat(settings.getString("producer.\"bootstrap.servers\"")).isEqualTo("h:9092");
    assertThat(settings.getConfigList("queues")).hasSize(2);
    assertThat(settings.getConfigList("queues").get(1).getBoolean("durable")).isFalse();
    assertThat(read.getBytes("acs-export.spool.max-size")).isEqualTo(1L << 30);
  }

  @Test
  void loadedAgainItMeansTheSame() throws ConfigurationException {
    LoadedConfiguration first = folder.load(TEXT);
    LoadedConfiguration second = folder.load(first.effective().toHocon());

    assertThat(second.config().spool()).isEqualTo(first.config().spool());
    assertThat(second.config().redaction()).isEqualTo(first.config().redaction());
    assertThat(second.config().destinations().get(0).filter())
        .isEqualTo(first.config().destinations().get(0).filter());
    assertThat(second.config().destinations().get(0).delivery())
        .isEqualTo(first.config().destinations().get(0).delivery());
  }

  @Test
  void entriesCarryValuesOfTheirTypes() throws ConfigurationException {
    var entries = effective(TEXT).entries();

    assertThat(entries)
        .containsEntry(
            "acs-export.spool.max-size", new EffectiveConfiguration.Entry("1 GiB", "default"))
        .containsEntry(
            "acs-export.spool.min-free", new EffectiveConfiguration.Entry(null, "not set"))
        .containsEntry(
            "acs-export.redaction.enabled", new EffectiveConfiguration.Entry(true, "default"))
        .containsEntry(
            "acs-export.destinations.main.batch.max-messages",
            new EffectiveConfiguration.Entry(500, "default"))
        .containsEntry(
            "acs-export.destinations.main.include.type",
            new EffectiveConfiguration.Entry(List.of("VM.*"), "acs-export.conf:5"))
        .containsEntry(
            "acs-export.destinations.main.settings.queues[1].durable",
            new EffectiveConfiguration.Entry(false, "acs-export.conf:14"))
        .containsEntry(
            "acs-export.destinations.main.settings.producer.sasl.jaas.config",
            new EffectiveConfiguration.Entry("****", "acs-export.conf:10"));
    assertThat(entries.keySet()).first().isEqualTo("acs-export.node");
  }

  @Test
  void aLineBreakInAnOriginCannotLeaveItsComment() throws ConfigurationException {
    folder.with("my\nsecret", "s");

    String hocon =
        effective(ConfigurationFolder.destination("password { file = \"my\\nsecret\" }")).toHocon();

    assertThat(ConfigFactory.parseString(hocon).hasPath("acs-export.destinations.main")).isTrue();
  }
}
