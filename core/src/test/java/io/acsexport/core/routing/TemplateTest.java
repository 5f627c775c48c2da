package io.acsexport.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.TemplateRules;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

  private static final TemplateRules TOPIC = TemplateRules.onlyAllowing("a-zA-Z0-9._-");

  private static final EventParts EVENT =
      new EventParts(
          "id-1",
          "ms-1",
          "ActionEvent",
          "VM.START",
          "management-server",
          null,
          "",
          Map.of("cloud", "eu 1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          cs                             | cs
          cs-{category}                  | cs-ActionEvent
          {category}.{type}              | ActionEvent.VM.START
          {source}/{node}/{id}           | management-server/ms-1/id-1
          {resourceType}-{resourceUuid}  | none-none
          {attr.cloud}                   | eu-1
          lit eral {{x}} {category}      | lit eral {x} ActionEvent
          {{{category}}}                 | {ActionEvent}
          ''                             | ''
          """)
  void placeholdersAreReplacedAndLiteralTextStays(String text, String expected) throws Exception {
    assertThat(Template.parse(text, TOPIC, Set.of("cloud")).expand(EVENT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"a b,a-b", "\u00e9,-", "\uD83D\uDE00x,-x", "a.b_c-9,a.b_c-9", "/:*,---"})
  void eachForbiddenCharacterOfAValueIsReplacedOnce(String value, String expected)
      throws Exception {
    assertThat(Template.parse("{type}", TOPIC, Set.of()).expand(ofType(value))).isEqualTo(expected);
  }

  @Test
  void theStockRoutingKeyOfRabbitMqCanBeSaidWithItsRules() throws Exception {
    TemplateRules stock = new TemplateRules("*", "^.", "-");
    assertThat(
            Template.parse(
                    "{source}.{category}.{type}.{resourceType}.{resourceUuid}", stock, Set.of())
                .expand(EVENT))
        .isEqualTo("management-server.ActionEvent.VM-START.*.*");
  }

  @Test
  void charactersBeyondAsciiCanBeAllowedToo() throws Exception {
    TemplateRules rules = new TemplateRules("-", "a-z\u00e0-\u00ff", "");
    assertThat(Template.parse("{type}", rules, Set.of()).expand(ofType("\u00e9A\u20acb")))
        .isEqualTo("\u00e9b");
  }

  @Test
  void withoutRulesEveryCharacterStays() throws Exception {
    assertThat(
            Template.parse("{type}", TemplateRules.any(), Set.of()).expand(ofType("\u20ac / $1")))
        .isEqualTo("\u20ac / $1");
  }

  @Test
  void anUnknownPlaceholderIsNamedTogetherWithTheKnownOnes() {
    assertThatThrownBy(() -> Template.parse("cs-{resource_type}", TOPIC, Set.of("zone", "cloud")))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            "template 'cs-{resource_type}', position 4: unknown placeholder {resource_type}; did you mean {resourceType}?; known are "
                + "{category}, {type}, {source}, {resourceType}, {resourceUuid}, {node}, {id}, "
                + "{attr.cloud}, {attr.zone}");
  }

  @Test
  void anAttributeThatTheInstallationDoesNotHaveIsUnknown() {
    assertThat(Template.problem("{attr.cloud}", Set.of("zone")))
        .contains("unknown placeholder {attr.cloud}: the block 'attributes' has no 'cloud'")
        .contains("{attr.zone}");
    assertThat(Template.problem("{attr.cloud}", Set.of("cloud"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"a{type,2", "a}b,2", "{{{type}},9"})
  void aBraceWithoutPartnerIsNamedWithItsPosition(String text, int position) {
    assertThat(Template.problem(text, Set.of()))
        .contains("position " + position)
        .contains("has no partner");
  }

  @Test
  void theOrderingKeyIsExactlyTheResourceUuid() throws Exception {
    OrderingKey key = OrderingKey.parse("{resourceUuid}", Set.of());
    assertThat(key.of(ofUuid(null))).isNull();
    assertThat(key.of(ofUuid(""))).isEmpty();
    assertThat(key.of(ofUuid("a b"))).isEqualTo("a b");
  }

  @Test
  void anyOtherKeyTemplateAlwaysGivesAKey() throws Exception {
    OrderingKey key = OrderingKey.parse("{node}:{resourceUuid}", Set.of());
    assertThat(key.of(ofUuid(null))).isEqualTo("ms-1:none");
    assertThat(key.of(ofUuid("a b"))).isEqualTo("ms-1:a b");
  }

  private static EventParts ofType(String type) {
    return new EventParts("id", "ms-1", null, type, null, null, null, Map.of());
  }

  private static EventParts ofUuid(@Nullable String uuid) {
    return new EventParts("id", "ms-1", null, null, null, null, uuid, Map.of());
  }
}
