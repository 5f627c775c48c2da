package io.acsexport.core.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TemplateRules;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTemplatesTest {

  private static final SettingSpecs SPECS =
      SettingSpecs.of(
          SettingSpec.of("client", SettingType.STRING, "No template."),
          SettingSpec.template("topic", TemplateRules.onlyAllowing("a-zA-Z"), "Where to."),
          SettingSpec.template("routing-key", TemplateRules.any(), "Not written."),
          SettingSpec.group(
              "exchange",
              SettingSpecs.of(SettingSpec.template("name", TemplateRules.any(), "Its name.")),
              "A block."));

  private static final EventParts EVENT =
      new EventParts("id", "ms-1", "Action Event", null, null, null, null, Map.of());

  @Test
  void everyTemplateWithAValueIsReadWithTheRulesOfItsSetting() throws Exception {
    Settings settings =
        settings(
            Map.of(
                "client", "{nothing}",
                "topic", "cs-{category}",
                "exchange", settings(Map.of("name", "x {category}"))));
    Map<String, Template> templates = RouteTemplates.of(SPECS, settings, Set.of());
    assertThat(templates).containsOnlyKeys("topic", "exchange.name");
    assertThat(requireNonNull(templates.get("topic")).expand(EVENT)).isEqualTo("cs-Action-Event");
    assertThat(requireNonNull(templates.get("exchange.name")).expand(EVENT))
        .isEqualTo("x Action Event");
  }

  @Test
  void aTemplateThatCannotBeReadIsNamed() {
    Settings settings =
        settings(Map.of("topic", "cs", "exchange", settings(Map.of("name", "{what}"))));
    assertThatThrownBy(() -> RouteTemplates.of(SPECS, settings, Set.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith(
            "exchange.name: template '{what}', position 1: unknown placeholder {what}");
  }

  /** Answers {@code has}, {@code string} and {@code group}, which is all that is asked. */
  private static Settings settings(Map<String, Object> values) {
    return (Settings)
        Proxy.newProxyInstance(
            Settings.class.getClassLoader(),
            new Class<?>[] {Settings.class},
            (proxy, method, arguments) ->
                method.getName().equals("has")
                    ? (Object) values.containsKey(arguments[0])
                    : values.get(arguments[0]));
  }
}
