package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.apache.cloudstack.framework.events.EventTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than one bean of the bus in one management server. */
class SharedEngineTest {

  @TempDir Path temporary;
  private final RecordingLog log = new RecordingLog();
  private final AcsEventBus module = new AcsEventBus(log, 17);
  private final AcsEventBus operators = new AcsEventBus(log, 17);
  private FakeEngine engine;

  @BeforeEach
  void installEngine() throws IOException {
    engine = FakeEngine.install(temporary);
  }

  @AfterEach
  void release() {
    module.release();
    operators.release();
  }

  @Test
  void aBeanThatCloudStackSendsNothingDoesNoHarm() throws EventBusException {
    // As since 4.20: the bean left in the core module comes first in everything but publishing.
    configure(operators);
    configure(module);
    operators.start();
    module.start();
    module.publish(event("one"));
    operators.stop();
    module.publish(event("two"));
    module.stop();
    operators.stop();
    module.stop();

    assertThat(log.published()).hasSize(2);
    assertThat(log.engine()).containsOnlyOnce("start", "stop").doesNotContain("close");
    assertThat(log.engine().indexOf("stop")).isEqualTo(log.engine().size() - 1);
    awaitWarnings(1);
    assertThat(log.own(HostLog.WARN))
        .singleElement()
        .asString()
        .contains("There are 2 beans of io.acsexport.acs.AcsEventBus", "remove yours");
  }

  /** What the survey finds is written by a thread of its own. */
  private void awaitWarnings(int count) {
    await().untilAsserted(() -> assertThat(log.own(HostLog.WARN)).hasSize(count));
  }

  @Test
  void whatCloudStackPublishesToBothIsExportedOnce() throws EventBusException {
    configure(operators);
    configure(module);
    operators.start();
    module.start();
    for (String id : new String[] {"one", "two"}) {
      module.publish(event(id));
      operators.publish(event(id));
    }

    assertThat(log.published()).hasSize(2);
    awaitWarnings(2);
    assertThat(log.own(HostLog.WARN))
        .anyMatch(line -> line.contains("There are 2 beans"))
        .anyMatch(line -> line.contains("publishes to more than one bean"));
  }

  @Test
  void aSubscriberOfEitherBeanSeesEachEventOnce() throws EventBusException {
    configure(operators);
    configure(module);
    List<String> seen = new CopyOnWriteArrayList<>();
    EventTopic all = new EventTopic(null, null, null, null, null);
    UUID id = operators.subscribe(all, event -> seen.add(event.getEventUuid()));
    for (String uuid : List.of("one", "two")) {
      module.publish(event(uuid));
      operators.publish(event(uuid));
    }
    await().untilAsserted(() -> assertThat(seen).containsExactly("one", "two"));
    operators.release();
    module.unsubscribe(id, null);
    assertThatThrownBy(() -> module.unsubscribe(id, null)).isInstanceOf(EventBusException.class);
  }

  @Test
  void aConfigurationFileThatComesSecondIsNamed() {
    configure(module);
    operators.setHome(engine.home().toString());
    operators.setConfigurationFile(temporary.resolve("other.conf").toString());
    operators.configure("any", Map.of());

    assertThat(log.own(HostLog.WARN))
        .singleElement()
        .asString()
        .contains(
            temporary.resolve("other.conf") + " of a bean of",
            "is not used",
            "with " + engine.configuration(),
            "system property acs-export.config");
  }

  @Test
  void theOthersGoOnWhenOneIsReleased() throws EventBusException {
    configure(operators);
    configure(module);
    operators.publish(event("one"));
    operators.release();
    module.publish(event("two"));

    assertThat(log.published()).hasSize(2);
    assertThat(log.engine()).doesNotContain("close");
    module.release();
    assertThat(log.engine()).endsWith("close");
  }

  @Test
  void whatWasReleasedDoesNotKeepTheEngineFromTheOthers() throws Throwable {
    HostLog quiet = new RecordingLog();
    String home = engine.home().toString();
    RecordingReceiver behind = new RecordingReceiver();
    EventReceiver first = SharedEngine.join(home, "any.conf", quiet, () -> behind);
    EventReceiver second = SharedEngine.join(home, "any.conf", quiet, () -> behind);
    second.publish(event("one"));
    second.close();
    // An event that was on its way into the bus when it was released.
    assertThatThrownBy(() -> second.publish(event("late"))).isInstanceOf(EventBusException.class);
    first.publish(event("two"));
    first.close();

    assertThat(behind.ids).containsExactly("one", "two");
  }

  /** Keeps the ids of events. */
  private static final class RecordingReceiver implements EventReceiver {
    private final List<String> ids = new ArrayList<>();

    @Override
    public void publish(Event event) {
      ids.add(event.getEventUuid());
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void close() {}
  }

  @Test
  void aBusMadeAfterTheStopOfAnotherOpensTheEngineAnew() throws EventBusException {
    configure(operators);
    operators.start();
    operators.publish(event("one"));
    operators.stop();
    configure(module);
    module.start();
    module.publish(event("two"));

    assertThat(log.engine().stream().filter("start"::equals)).hasSize(2);
    assertThat(log.published()).hasSize(2);
    assertThat(log.own(HostLog.WARN)).isEmpty();
    assertThatThrownBy(() -> operators.publish(event("three")))
        .isInstanceOf(EventBusException.class)
        .hasMessageContaining("another bus took its place");
  }

  @Test
  void anEngineThatCannotRunIsReportedOnce() throws IOException {
    engine.failIn("open");
    configure(operators);
    configure(module);

    assertThat(log.own(HostLog.ERROR)).hasSize(1);
  }

  private void configure(AcsEventBus bus) {
    bus.setHome(engine.home().toString());
    bus.setConfigurationFile(engine.configuration().toString());
    assertThat(bus.configure("any", Map.of())).isTrue();
  }

  private static Event event(String uuid) {
    Event event = new Event("management-server", "ActionEvent", "VM.CREATE", null, null);
    event.setEventUuid(uuid);
    return event;
  }
}
