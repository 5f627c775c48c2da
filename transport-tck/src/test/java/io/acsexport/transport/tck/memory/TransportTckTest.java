package io.acsexport.transport.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The kit passes right transports and sees through wrong ones. */
class TransportTckTest {

  private static final String BENCH = "io.acsexport.transport.tck.Bench";

  @Test
  void aRightTransportPassesEveryTestAndSomeFaultFailsEach() {
    Events tests = run(Fault.NONE, List.of(selectClass(MemoryTck.class)));

    assertThat(failures(tests)).isEmpty();
    assertThat(tests.skipped().count() + tests.aborted().count()).isZero();
    List<String> all =
        tests.started().stream()
            .map(event -> name(event.getTestDescriptor().getDisplayName()))
            .toList();
    assertThat(all).hasSizeGreaterThan(30);
    // Otherwise a test of the kit could be one that cannot fail.
    List<String> failed = faults().flatMap(fault -> fault.tests().stream()).distinct().toList();
    assertThat(failed).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void aRightTransportThatWaitsForEachBatchPassesToo() {
    Events tests = run(Fault.NONE_AND_BLOCKS, List.of(selectClass(MemoryTck.class)));

    assertThat(failures(tests)).isEmpty();
    // What concerns more than one open batch.
    assertThat(tests.aborted().count()).isEqualTo(1);
    assertThat(tests.succeeded().count()).isGreaterThan(30);
  }

  static Stream<Fault> faults() {
    return Arrays.stream(Fault.values()).filter(fault -> !fault.tests().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aWrongTransportFailsTheTestOfWhatIsWrong(Fault fault) {
    List<DiscoverySelector> selected =
        fault.tests().stream()
            .<DiscoverySelector>map(test -> selectMethod(MemoryTck.class, test, BENCH))
            .toList();
    Events tests = run(fault, selected);
    assertThat(failures(tests)).containsExactlyInAnyOrderElementsOf(fault.tests());
  }

  private static Events run(Fault fault, List<DiscoverySelector> selected) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selected.toArray(DiscoverySelector[]::new))
        .configurationParameter(MemoryTck.FAULT, fault.name())
        .execute()
        .testEvents();
  }

  private static List<String> failures(Events tests) {
    return tests.failed().stream()
        .map(event -> name(event.getTestDescriptor().getDisplayName()))
        .toList();
  }

  private static String name(String displayName) {
    return displayName.substring(0, displayName.indexOf('('));
  }
}
