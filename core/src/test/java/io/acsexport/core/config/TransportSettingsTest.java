package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportSettingsTest {

  @TempDir Path temp;
  private ConfigurationFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new ConfigurationFolder(temp);
  }

  private Settings settings(String text) throws ConfigurationException {
    return folder.loadSettings(text).config().destinations().get(0).settings();
  }

  private Map<String, String> producer(String text) throws ConfigurationException {
    return settings("producer {\n" + text + "\n}").nativeProperties("producer").reveal();
  }

  @Test
  void whatIsAbsentHasItsDefault() throws ConfigurationException {
    Settings settings = settings("");

    assertThat(settings.string("topic")).isEqualTo("cloudstack");
    assertThat(settings.string("mode")).isEqualTo("safe");
    assertThat(settings.flag("flag")).isFalse();
    assertThat(settings.integer("count")).isEqualTo(3);
    assertThat(settings.duration("wait")).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.size("room")).isEqualTo(8L << 20);
    assertThat(settings.strings("addresses")).containsExactly("a", "b");
    assertThat(settings.nativeProperties("producer").isEmpty()).isTrue();
    assertThat(settings.group("exchange").flag("durable")).isTrue();
    assertThat(settings.groups("queues")).isEmpty();
    assertThat(settings.has("password")).isFalse();
    assertThat(settings.has("properties-file")).isFalse();
    assertThat(settings.isExplicit("topic")).isFalse();
    assertThat(settings.origin("topic")).isNull();
  }

  @Test
  void everyTypeIsRead() throws ConfigurationException {
    Settings settings =
        settings(
            """
            topic = "cs-{node}", mode = fast, flag = yes, count = "12", wait = 1.5 s, room = 3k
            properties-file = sub/../kafka.properties
            password = "p w"
            addresses = [x, 5]
            producer { acks = 1 }
            exchange { name = events, durable = false, arguments { "x-a.b" = c } }
            queues = [{ name = q1 }, q2]
            """);

    assertThat(settings.string("topic")).isEqualTo("cs-{node}");
    assertThat(settings.string("mode")).isEqualTo("fast");
    assertThat(settings.flag("flag")).isTrue();
    assertThat(settings.integer("count")).isEqualTo(12);
    assertThat(settings.duration("wait")).isEqualTo(Duration.ofMillis(1500));
    assertThat(settings.size("room")).isEqualTo(3 << 10);
    assertThat(settings.path("properties-file")).isEqualTo(temp.resolve("kafka.properties"));
    assertThat(settings.secret("password")).isEqualTo(Secret.of("p w"));
    assertThat(settings.strings("addresses")).containsExactly("x", "5");
    assertThat(settings.nativeProperties("producer").reveal()).containsExactly(entry("acks", "1"));
    assertThat(settings.group("exchange").string("name")).isEqualTo("events");
    assertThat(settings.group("exchange").flag("durable")).isFalse();
    assertThat(settings.group("exchange").nativeProperties("arguments").reveal())
        .containsExactly(entry("x-a.b", "c"));
    assertThat(settings.groups("queues"))
        .extracting(queue -> queue.string("name"))
        .containsExactly("q1", "q2");
    assertThat(settings.isExplicit("mode")).isTrue();
    assertThat(settings.origin("mode")).isEqualTo("acs-export.conf:5");
  }

  @Test
  void aPlainTextStandsForABlockAndASingleTextForAList() throws ConfigurationException {
    Settings settings = settings("exchange = events, queues = q, addresses = \"h:1\"");

    assertThat(settings.group("exchange").string("name")).isEqualTo("events");
    assertThat(settings.groups("queues")).hasSize(1);
    assertThat(settings.groups("queues").get(0).string("name")).isEqualTo("q");
    assertThat(settings.strings("addresses")).containsExactly("h:1");
  }

  @Test
  void askingForWhatWasNotDeclaredIsADefect() throws ConfigurationException {
    Settings settings = settings("");

    assertThatThrownBy(() -> settings.string("nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no setting 'nothing' is declared in acs-export.destinations.main.settings");
    assertThatThrownBy(() -> settings.integer("name"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not declared as INTEGER");
    assertThatThrownBy(() -> settings.secret("password"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is absent and has no default");
  }

  @Test
  void dottedQuotedAndNestedKeysOfTheClientAreTheSame() throws ConfigurationException {
    Map<String, String> expected = Map.of("ssl.truststore.location", "/t", "acks", "all");

    assertThat(producer("ssl.truststore.location = /t, acks = all")).isEqualTo(expected);
    assertThat(producer("\"ssl.truststore.location\" = /t, \"acks\" = all")).isEqualTo(expected);
    assertThat(producer("ssl { truststore { location = /t } }, acks = all")).isEqualTo(expected);
    assertThat(producer("ssl { \"truststore.location\" = /t }, acks = all")).isEqualTo(expected);
  }

  @Test
  void quotedKeysMayBeginWithOneAnother() throws ConfigurationException {
    assertThat(
            producer(
                """
                sasl.oauthbearer.scope = s
                "sasl.oauthbearer.scope.claim.name" = n
                """))
        .containsExactly(
            entry("sasl.oauthbearer.scope", "s"), entry("sasl.oauthbearer.scope.claim.name", "n"));
  }

  @Test
  void clientValuesKeepTheirSpellingAndListsGetCommas() throws ConfigurationException {
    assertThat(
            producer(
                """
                bootstrap.servers = ["a:1", "b:2"]
                linger.ms = 05
                ratio = 1.10
                idempotent = true
                gone = null
                password = " p "
                """))
        .containsExactly(
            entry("bootstrap.servers", "a:1,b:2"),
            entry("idempotent", "true"),
            entry("linger.ms", "05"),
            entry("password", " p "),
            entry("ratio", "1.10"));
  }

  @Test
  void aFileStandsForItsContentLessOneLineEnd() throws ConfigurationException {
    folder.with("a.secret", "first\n").with("b.pem", "-----\nabc\r\n").with("c", "x\n\n");

    Settings settings =
        settings(
            """
            password { file = a.secret }
            producer { ssl.truststore.certificates { file = b.pem }, other = { file = "c" } }
            """);

    assertThat(settings.secret("password").reveal()).isEqualTo("first");
    assertThat(settings.nativeProperties("producer").reveal())
        .containsExactly(entry("other", "x\n"), entry("ssl.truststore.certificates", "-----\nabc"));
  }

  @Test
  void aClientKeyThatEndsInFileIsNoFileToRead() throws ConfigurationException {
    assertThat(
            producer(
                """
                sasl.oauthbearer.assertion.file = /etc/a.jwt
                "sasl.key.file" = /etc/k
                other.private { key.file = /etc/p }
                both { file = /etc/f, algorithm = RS256 }
                """))
        .containsExactly(
            entry("both.algorithm", "RS256"),
            entry("both.file", "/etc/f"),
            entry("other.private.key.file", "/etc/p"),
            entry("sasl.key.file", "/etc/k"),
            entry("sasl.oauthbearer.assertion.file", "/etc/a.jwt"));
  }

  @Test
  void theEnvironmentFillsInValues() throws ConfigurationException {
    folder.withVariable("PW", "from outside").withVariable("HOST", "h");
    Settings settings =
        settings("password = ${?PW}, topic = ${?NOT_SET}, producer.servers = ${HOST}\":9092\"");

    assertThat(settings.secret("password").reveal()).isEqualTo("from outside");
    assertThat(settings.origin("password")).isEqualTo("environment variable PW");
    assertThat(settings.string("topic")).isEqualTo("cloudstack");
    assertThat(settings.nativeProperties("producer").reveal())
        .containsExactly(entry("servers", "h:9092"));
  }

  @Test
  void includedFilesCountAndOverride() throws ConfigurationException {
    folder.with("base.conf", "mode = fast\ncount = 7\ninclude \"deeper.conf\"\n");
    folder.with("deeper.conf", "flag = true\n");

    LoadedConfiguration loaded = folder.loadSettings("include \"base.conf\"\ncount = 8");
    Settings settings = loaded.config().destinations().get(0).settings();

    assertThat(settings.string("mode")).isEqualTo("fast");
    assertThat(settings.integer("count")).isEqualTo(8);
    assertThat(settings.flag("flag")).isTrue();
    assertThat(settings.origin("mode")).isEqualTo("base.conf:1");
    assertThat(settings.origin("flag")).isEqualTo("deeper.conf:1");
    assertThat(loaded.files())
        .containsExactly(
            temp.resolve("acs-export.conf"),
            temp.resolve("base.conf"),
            temp.resolve("deeper.conf"));
  }

  @Test
  void theFilesThatSettingsNameBelongToTheConfiguration() throws ConfigurationException {
    folder.with("s", "secret");

    assertThat(folder.loadSettings("password { file = s }, properties-file = k.properties").files())
        .containsExactly(
            temp.resolve("acs-export.conf"), temp.resolve("k.properties"), temp.resolve("s"));
  }

  @Test
  void theFilesThatTheBrokersClientReadsBelongToTheConfiguration() throws ConfigurationException {
    folder.with("trust.pem", "certificates");
    folder.with("key.pem", "key");
    folder.with("k.properties", "ssl.keystore.location=" + temp.resolve("key.pem") + "\n");

    LoadedConfiguration loaded =
        folder.loadSettings(
            "properties-file = k.properties, producer { ssl.truststore.location = \"%s\", a = /b }"
                .formatted(temp.resolve("trust.pem")));

    assertThat(loaded.files())
        .containsExactly(
            temp.resolve("acs-export.conf"),
            temp.resolve("k.properties"),
            temp.resolve("key.pem"),
            temp.resolve("trust.pem"));
    assertThat(loaded.config().destinations().get(0).files())
        .containsOnlyKeys(
            temp.resolve("k.properties"), temp.resolve("key.pem"), temp.resolve("trust.pem"));
  }

  @Test
  void whatATransportFindsGetsItsFileAndLine() throws ConfigurationException {
    LoadedConfiguration loaded =
        folder.loadSettings("producer {\n  acks = 0\n  \"batch.size\" = 1\n}\ncount = 4");

    assertThat(
            loaded.problems(
                "main",
                new SettingException(
                    List.of(
                        new SettingProblem("count", "is odd"),
                        new SettingProblem("producer.batch.size", "is small"),
                        new SettingProblem("producer.acks", "is weak"),
                        new SettingProblem("topic", "is dull")))))
        .extracting(ConfigurationProblem::toString)
        .containsExactly(
            "acs-export.conf:3: acs-export.destinations.main.settings.topic: is dull",
            "acs-export.conf:6: acs-export.destinations.main.settings.producer.acks: is weak",
            "acs-export.conf:7: acs-export.destinations.main.settings.producer.batch.size: is small",
            "acs-export.conf:9: acs-export.destinations.main.settings.count: is odd");
  }
}
