package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the engine throws, at whichever call, CloudStack sees what it can bear. */
class EngineFaultsTest {

  @TempDir Path temporary;
  private final RecordingLog log = new RecordingLog();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NoClassDefFoundError",
        "StackOverflowError",
        "ExceptionInInitializerError",
        "OutOfMemoryError"
      })
  void whatOpenThrowsIsOneLineAndAnIdleBus(String error) throws Exception {
    AcsEventBus bus = bus("open " + error);
    assertThat(bus.configure("any", Map.of())).isTrue();
    assertThat(bus.start()).isTrue();
    bus.publish(event());
    assertThat(bus.stop()).isTrue();
    bus.release();

    assertThat(log.own(HostLog.ERROR))
        .singleElement()
        .asString()
        .startsWith("No event is exported: ")
        .contains(error)
        .endsWith("Restart the management server afterwards");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NoClassDefFoundError",
        "StackOverflowError",
        "ExceptionInInitializerError",
        "OutOfMemoryError"
      })
  void whatPublishThrowsIsAnEventBusException(String error) throws Exception {
    AcsEventBus bus = bus("publish " + error);
    bus.configure("any", Map.of());
    EventBusException failure =
        catchThrowableOfType(EventBusException.class, () -> bus.publish(event()));
    bus.release();

    assertThat(failure).hasMessage("acs-export failed inside: java.lang." + error);
    assertThat(log.own(HostLog.ERROR)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "start, NoClassDefFoundError",
    "start, StackOverflowError",
    "start, ExceptionInInitializerError",
    "start, OutOfMemoryError",
    "stop, NoClassDefFoundError",
    "stop, StackOverflowError",
    "stop, ExceptionInInitializerError",
    "stop, OutOfMemoryError",
    "close, NoClassDefFoundError",
    "close, StackOverflowError",
    "close, ExceptionInInitializerError",
    "close, OutOfMemoryError"
  })
  void whatAStepOfLifeThrowsIsALineAndStoringGoesOn(String step, String error) throws Exception {
    AcsEventBus bus = bus(step + " " + error);
    assertThat(bus.configure("any", Map.of())).isTrue();
    assertThat(bus.start()).isTrue();
    bus.publish(event());
    assertThat(bus.stop()).isTrue();
    assertThat(bus.stop()).isTrue();
    bus.publish(event());
    bus.release();

    assertThat(log.published()).hasSize(2);
    assertThat(log.lines)
        .filteredOn(line -> line.level() >= HostLog.WARN)
        .singleElement()
        .satisfies(
            line -> assertThat(String.valueOf(line.thrown())).startsWith("java.lang." + error));
  }

  private AcsEventBus bus(String fault) throws Exception {
    FakeEngine engine = FakeEngine.install(temporary);
    engine.failIn(fault);
    AcsEventBus bus = new AcsEventBus(log, 17);
    bus.setHome(engine.home().toString());
    bus.setConfigurationFile(engine.configuration().toString());
    return bus;
  }

  private static Event event() {
    return new Event("management-server", "ActionEvent", "VM.CREATE", null, null);
  }
}
