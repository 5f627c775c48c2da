package io.acsexport.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.routing.EventFilter.Selection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {

  @Test
  void withoutPatternsEverythingPasses() {
    assertThat(EventFilter.all().refusal("ActionEvent", "VM.START", "VirtualMachine")).isNull();
    assertThat(EventFilter.all().refusal(null, null, null)).isNull();
  }

  @Test
  void everyPropertyThatIsNamedMustMatch() {
    EventFilter filter =
        new EventFilter(
            selection(List.of("ActionEvent", "UsageEvent"), List.of("VM.*"), List.of()),
            Selection.none());
    assertThat(filter.refusal("ActionEvent", "VM.START", null)).isNull();
    assertThat(filter.refusal("usageevent", "vm.start", "Volume")).isNull();
    assertThat(filter.refusal("ActionEvent", "VOLUME.CREATE", null)).isNotNull();
    assertThat(filter.refusal("AlertEvent", "VM.START", null)).isNotNull();
  }

  @Test
  void everyExcludedPropertyTakesEventsAwayAndWinsOverInclude() {
    EventFilter filter =
        new EventFilter(
            selection(List.of("ActionEvent"), List.of(), List.of()),
            selection(List.of(), List.of("*.LOGIN"), List.of("Role*")));
    assertThat(filter.refusal("ActionEvent", "VM.START", "VirtualMachine")).isNull();
    assertThat(filter.refusal("ActionEvent", "USER.LOGIN", "User")).isNotNull();
    assertThat(filter.refusal("ActionEvent", "ROLE.UPDATE", "RolePermission")).isNotNull();
  }

  @Test
  void whatAcsLeftOutIsMatchedByAStarOnly() {
    EventFilter star =
        new EventFilter(selection(List.of(), List.of(), List.of("*")), Selection.none());
    assertThat(star.refusal("AlertEvent", "ALERT.MANAGEMENT", null)).isNull();
    EventFilter named =
        new EventFilter(selection(List.of(), List.of(), List.of("V*")), Selection.none());
    assertThat(named.refusal("AlertEvent", "ALERT.MANAGEMENT", null)).isNotNull();
  }

  @Test
  void aRefusalNamesTheRuleAndWhatItWasComparedWith() {
    EventFilter filter =
        new EventFilter(
            selection(List.of(), List.of("VM.*", "USER.*"), List.of()),
            selection(List.of("Usage*", "Alert*"), List.of(), List.of()));
    assertThat(filter.refusal("ActionEvent", "VOLUME.CREATE", null))
        .hasToString("include.type: 'VOLUME.CREATE' matches none of VM.*, USER.*");
    assertThat(filter.refusal("AlertEvent", "VM.START", null))
        .hasToString("exclude.category: 'AlertEvent' matches Alert*");
    assertThat(filter.refusal(null, null, null))
        .hasToString("include.type: it has none, which matches none of VM.*, USER.*");
  }

  @Test
  void attributesOfTheInstallationOpenAndCloseAsAWhole() {
    EventFilter filter =
        new EventFilter(
            new Selection(
                List.of(), List.of(), List.of(), Map.of("cloud", List.of("eu-*", "us-1"))),
            new Selection(List.of(), List.of(), List.of(), Map.of("stage", List.of("test"))));
    assertThat(filter.refusal(Map.of("cloud", "EU-3", "stage", "live"))).isNull();
    assertThat(filter.refusal(Map.of("cloud", "us-2", "stage", "live")))
        .hasToString("include.attributes.cloud: 'us-2' matches none of eu-*, us-1");
    assertThat(filter.refusal(Map.of("cloud", "us-1", "stage", "test")))
        .hasToString("exclude.attributes.stage: 'test' matches test");
    assertThat(filter.refusal("ActionEvent", "VM.START", null)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          VM.*    | VM.START  | true
          VM.*    | VM.       | true
          VM.*    | VMX       | false
          vm.?tart| VM.START  | true
          *.START | VM.START  | true
          *A*A*   | xAyyAz    | true
          *A*A    | xAyyAz    | false
          VM      | VM        | true
          VM      | VM.START  | false
          VM.START| VM        | false
          ?       | ''        | false
          **      | ''        | true
          ''      | ''        | true
          [a]     | a         | false
          """)
  void globsMatchTheWholeText(String pattern, String text, boolean expected) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(expected);
  }

  private static Selection selection(
      List<String> categories, List<String> types, List<String> resourceTypes) {
    return new Selection(categories, types, resourceTypes, Map.of());
  }
}
