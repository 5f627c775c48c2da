package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.SettingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts a marker wherever a secret can stand and looks for it in everything that can be printed. */
class SecretsStaySecretTest {

  private static final String MARKER = "hunter2hunter2";

  @TempDir Path temp;
  private ConfigurationFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new ConfigurationFolder(temp).with("my.secret", MARKER).withVariable("SECRET", MARKER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = hunter2hunter2",
        "password { file = my.secret }",
        "password = ${?SECRET}",
        "password = \"x-\"${SECRET}",
        "producer.sasl.jaas.config = \"Login required password='hunter2hunter2';\"",
        "producer.\"ssl.key.password\" = hunter2hunter2",
        "producer.ssl { keystore.password = hunter2hunter2 }",
        "producer.anything { file = my.secret }",
        "producer.\"proxy.url\" = \"http://user:hunter2hunter2@proxy:3128\"",
        "producer.\"some.options\" = \"a=b;password=hunter2hunter2;c=d\"",
        "addresses = [\"amqps://acs:hunter2hunter2@mq1\", \"amqps://acs:p/hunter2hunter2@mq2\"]",
        "addresses = \"amqp://a:hunter2hunter2@h1,amqp://b:hunter2hunter2@h2\"",
        "exchange { name = e, arguments { token = hunter2hunter2 } }",
        "queues = [{ name = q, arguments { secret-key = [hunter2hunter2, x] } }]",
        "topic = \"amqp://acs:hunter2hunter2@mq1\"",
      })
  void ofAGoodConfigurationNothingPrintsASecret(String settings) throws ConfigurationException {
    LoadedConfiguration loaded = folder.loadSettings(settings);
    DestinationConfig main = loaded.config().destinations().get(0);

    List<Object> printed = new ArrayList<>();
    printed.add(loaded);
    printed.add(loaded.config());
    printed.add(main);
    printed.add(main.settings());
    printed.add(main.settings().group("exchange"));
    printed.add(main.settings().groups("queues"));
    printed.add(loaded.effective().toHocon());
    printed.add(loaded.effective().entries());
    printed.add(loaded.problems("main", new SettingException("password", "is wrong")));

    assertThat(printed).noneMatch(object -> object.toString().contains(MARKER));
    assertThat(loaded.effective().toHocon()).contains("****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = [hunter2hunter2]",
        "password { file = my.secret, or = hunter2hunter2 }",
        "password = hunter2hunter2, count = x",
        "pasword = hunter2hunter2",
        "producer { sasl.jaas.config = hunter2hunter2, sasl.jaas.config.x = 1 }",
        "producer { a.secret = hunter2hunter2, \"a.secret\" = 5 }",
        "password = hunter2hunter2\ntopic = ${NOT_THERE}",
        "mode = \"amqp://acs:hunter2hunter2@mq1\"",
        "wait = \"amqp://acs:hunter2hunter2@mq1\"",
        "password = hunter2hunter2 { a = b }",
        "password = hunter2hunter2@x",
        "password hunter2hunter2",
        "password = \"hunter2hunter2",
        "password = \"hunter2hunter2\" : x",
        "password = hunter2hunter2$x",
        "password { hunter2hunter2 }",
        "password = {hunter2hunter2 x",
        "password = [hunter2hunter2 = x]",
        "password = hunter2hunter2`",
      })
  void noProblemPrintsASecret(String settings) {
    ConfigurationException failure = folder.failure(ConfigurationFolder.destination(settings));

    assertThat(failure.problems()).noneMatch(problem -> problem.toString().contains(MARKER));
    assertThat(failure.toString()).doesNotContain(MARKER);
    assertThat(failure.getCause()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config",
        "ssl.key.password",
        "ssl.keystore.password",
        "ssl.truststore.password",
        "ssl.keystore.key",
        "ssl.keystore.certificate.chain",
        "ssl.truststore.certificates",
        "sasl.oauthbearer.client.credentials.client.secret",
        "sasl.oauthbearer.assertion.private.key.passphrase",
        "basic.auth.user.info",
        "SASL.JAAS.CONFIG",
        "apiToken",
        "access_key",
        "db.passwd",
        "admin-pwd",
      })
  void keysThatNameSecretsAreMasked(String key) {
    assertThat(SensitiveValues.isSecretKey(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap.servers",
        "acks",
        "key.serializer",
        "value.serializer",
        "ssl.keystore.location",
        "ssl.keystore.type",
        "ssl.truststore.location",
        "ssl.keymanager.algorithm",
        "sasl.oauthbearer.token.endpoint.url",
        "sasl.oauthbearer.assertion.private.key.file",
        "partitioner.ignore.keys",
        "sasl.mechanism",
      })
  void keysThatOnlySoundLikeSecretsAreShown(String key) {
    assertThat(SensitiveValues.isSecretKey(key)).isFalse();
  }

  @Test
  void ofAUriTheHostStaysReadable() {
    assertThat(SensitiveValues.mask("amqp://a:b@h1:5672/v,amqps://c:d@h2"))
        .isEqualTo("amqp://****@h1:5672/v,amqps://****@h2");
    assertThat(SensitiveValues.mask("https://host/path?token=abc&x=1"))
        .isEqualTo("https://host/path?token=****&x=1");
    assertThat(SensitiveValues.mask("mail a@b")).isEqualTo("mail a@b");
  }
}
