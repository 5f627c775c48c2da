package io.acsexport.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.routing.EventFilter.Selection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {

  @Test
  void withoutPatternsEverythingPasses() {
    assertThat(EventFilter.all().accepts("ActionEvent", "VM.START", "VirtualMachine")).isTrue();
    assertThat(EventFilter.all().accepts(null, null, null)).isTrue();
  }

  @Test
  void everyPropertyThatIsNamedMustMatch() {
    EventFilter filter =
        new EventFilter(
            selection(List.of("ActionEvent", "UsageEvent"), List.of("VM.*"), List.of()),
            Selection.none());
    assertThat(filter.accepts("ActionEvent", "VM.START", null)).isTrue();
    assertThat(filter.accepts("usageevent", "vm.start", "Volume")).isTrue();
    assertThat(filter.accepts("ActionEvent", "VOLUME.CREATE", null)).isFalse();
    assertThat(filter.accepts("AlertEvent", "VM.START", null)).isFalse();
  }

  @Test
  void everyExcludedPropertyTakesEventsAwayAndWinsOverInclude() {
    EventFilter filter =
        new EventFilter(
            selection(List.of("ActionEvent"), List.of(), List.of()),
            selection(List.of(), List.of("*.LOGIN"), List.of("Role*")));
    assertThat(filter.accepts("ActionEvent", "VM.START", "VirtualMachine")).isTrue();
    assertThat(filter.accepts("ActionEvent", "USER.LOGIN", "User")).isFalse();
    assertThat(filter.accepts("ActionEvent", "ROLE.UPDATE", "RolePermission")).isFalse();
  }

  @Test
  void whatAcsLeftOutIsMatchedByAStarOnly() {
    EventFilter star =
        new EventFilter(selection(List.of(), List.of(), List.of("*")), Selection.none());
    assertThat(star.accepts("AlertEvent", "ALERT.MANAGEMENT", null)).isTrue();
    EventFilter named =
        new EventFilter(selection(List.of(), List.of(), List.of("V*")), Selection.none());
    assertThat(named.accepts("AlertEvent", "ALERT.MANAGEMENT", null)).isFalse();
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
    return new Selection(categories, types, resourceTypes);
  }
}
