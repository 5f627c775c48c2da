package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TemplateRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FakeSettingsTest {

  private static final SettingSpecs EXCHANGE =
      SettingSpecs.of(
          SettingSpec.of("name", SettingType.STRING, "Name.").mandatory(),
          SettingSpec.of("durable", SettingType.FLAG, "Kept.").byDefault("true"));

  private static final SettingSpecs SPECS =
      SettingSpecs.of(
          SettingSpec.of("host", SettingType.STRING, "Host.").mandatory(),
          SettingSpec.template("topic", TemplateRules.any(), "Topic.").byDefault("cs"),
          SettingSpec.choice("acks", "Acks.", "all", "one").byDefault("all"),
          SettingSpec.of("flag", SettingType.FLAG, "Flag."),
          SettingSpec.of("port", SettingType.INTEGER, "Port.").byDefault("5672"),
          SettingSpec.of("wait", SettingType.DURATION, "Wait.").byDefault("30 s"),
          SettingSpec.of("limit", SettingType.SIZE, "Limit.").byDefault("32 MiB"),
          SettingSpec.of("file", SettingType.PATH, "File."),
          SettingSpec.of("password", SettingType.SECRET, "Password."),
          SettingSpec.of("hosts", SettingType.STRING_LIST, "Hosts.").byDefault("[a, b]"),
          SettingSpec.of("client", SettingType.NATIVE, "Client."),
          SettingSpec.group("exchange", EXCHANGE, "Exchange.").withShorthand("name"),
          SettingSpec.groupList("queues", EXCHANGE, "Queues."));

  @Test
  void defaultsApplyWhereNothingIsWritten() throws Exception {
    Settings settings = FakeSettings.of(SPECS, Map.of("host", "mq1"));

    assertThat(settings.string("host")).isEqualTo("mq1");
    assertThat(settings.string("topic")).isEqualTo("cs");
    assertThat(settings.string("acks")).isEqualTo("all");
    assertThat(settings.integer("port")).isEqualTo(5672);
    assertThat(settings.duration("wait")).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.size("limit")).isEqualTo(32L << 20);
    assertThat(settings.strings("hosts")).containsExactly("a", "b");
    assertThat(settings.nativeProperties("client").isEmpty()).isTrue();
    assertThat(settings.groups("queues")).isEmpty();
    assertThat(settings.group("exchange").flag("durable")).isTrue();
    assertThat(settings.group("exchange").has("name")).isFalse();
    assertThat(settings.has("flag")).isFalse();
    assertThat(settings.has("port")).isTrue();
    assertThat(settings.isExplicit("port")).isFalse();
    assertThat(settings.isExplicit("host")).isTrue();
  }

  @Test
  void everyFormIsRead() throws Exception {
    Map<String, Object> written = new HashMap<>();
    written.put("host", "mq1");
    written.put("flag", true);
    written.put("port", 1883);
    written.put("wait", "500 ms");
    written.put("limit", "2 KB");
    written.put("file", Path.of("/tmp/x"));
    written.put("password", "hush");
    written.put("hosts", List.of("one"));
    written.put("client", Map.of("ssl", Map.of("protocol", "TLSv1.3"), "linger.ms", 5));
    written.put("exchange", "events");
    written.put("queues", List.of(Map.of("name", "q", "durable", "false")));
    Settings settings = FakeSettings.of(SPECS, written);

    assertThat(settings.flag("flag")).isTrue();
    assertThat(settings.integer("port")).isEqualTo(1883);
    assertThat(settings.duration("wait")).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.size("limit")).isEqualTo(2_000);
    assertThat(settings.path("file")).isEqualTo(Path.of("/tmp/x"));
    assertThat(settings.secret("password")).isEqualTo(Secret.of("hush"));
    assertThat(settings.strings("hosts")).containsExactly("one");
    assertThat(settings.nativeProperties("client").reveal())
        .containsOnly(Map.entry("ssl.protocol", "TLSv1.3"), Map.entry("linger.ms", "5"));
    assertThat(settings.group("exchange").string("name")).isEqualTo("events");
    assertThat(settings.groups("queues")).hasSize(1);
    assertThat(settings.groups("queues").get(0).flag("durable")).isFalse();
    assertThat(settings.toString()).doesNotContain("hush");
  }

  @Test
  void oneMoreSettingLeavesTheOthersAsTheyAre() throws Exception {
    FakeSettings before =
        FakeSettings.of(SPECS, Map.of("host", "mq1", "exchange", Map.of("name", "x")));
    Settings settings =
        before
            .with("host", "mq2")
            .with("exchange.durable", false)
            .with("client.scope", "a")
            .with("client.scope.claim", "b")
            .adding("queues", Map.of("name", "q"))
            .adding("queues", Map.of("name", "r"));

    assertThat(settings.string("host")).isEqualTo("mq2");
    assertThat(settings.group("exchange").string("name")).isEqualTo("x");
    assertThat(settings.group("exchange").flag("durable")).isFalse();
    assertThat(settings.nativeProperties("client").reveal())
        .containsOnly(Map.entry("scope", "a"), Map.entry("scope.claim", "b"));
    assertThat(settings.groups("queues"))
        .extracting(queue -> queue.string("name"))
        .containsExactly("q", "r");
    assertThat(before.string("host")).isEqualTo("mq1");
    assertThatThrownBy(() -> before.with("exchange.nmae", "y"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("exchange.nmae");
  }

  @Test
  void everythingWrongIsReportedAtOnce() {
    Map<String, Object> written = new HashMap<>();
    written.put("hots", "mq1");
    written.put("acks", "some");
    written.put("flag", "perhaps");
    written.put("port", "many");
    written.put("wait", "30");
    written.put("limit", "big");
    written.put("client", "none");
    written.put("exchange", Map.of("nmae", "x"));
    written.put("queues", List.of(Map.of("name", "q"), Map.of("durable", "maybe", "name", "r")));

    SettingException refused =
        catchThrowableOfType(SettingException.class, () -> FakeSettings.of(SPECS, written));

    assertThat(refused.problems())
        .extracting(SettingProblem::key)
        .containsExactlyInAnyOrder(
            "host",
            "hots",
            "acks",
            "flag",
            "port",
            "wait",
            "limit",
            "client",
            "exchange.name",
            "exchange.nmae",
            "queues[1].durable");
  }

  @Test
  void aGetterOfAnotherFormOrOfWhatIsAbsentIsADefectOfTheTransport() throws Exception {
    Settings settings = FakeSettings.of(SPECS, Map.of("host", "mq1"));

    assertThatThrownBy(() -> settings.integer("host"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("declared as STRING");
    assertThatThrownBy(() -> settings.flag("flag"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> settings.has("unknown"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not declared");
  }
}
