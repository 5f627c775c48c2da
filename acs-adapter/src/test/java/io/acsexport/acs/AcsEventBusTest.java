package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloud.utils.component.ComponentLifecycle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBus;
import org.apache.cloudstack.framework.events.EventBusException;
import org.apache.cloudstack.utils.identity.ManagementServerNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcsEventBusTest {

  @TempDir Path temporary;
  private final RecordingLog log = new RecordingLog();
  private final AcsEventBus bus = new AcsEventBus(log, 17);
  private FakeEngine engine;

  @BeforeEach
  void installEngine() throws IOException {
    engine = FakeEngine.install(temporary);
    bus.setHome(engine.home().toString());
    bus.setConfigurationFile(engine.configuration().toString());
  }

  @AfterEach
  void release() {
    bus.release();
  }

  @Test
  void everyFieldReachesTheEngine() throws EventBusException {
    configure();
    Event event = event("{\"status\":\"Completed\"}");
    event.setEventId(42L);
    event.setEventUuid("id-42");
    event.setResourceAccountId(7L);
    event.setResourceAccountUuid("account-7");
    event.setResourceDomainId(1L);
    bus.publish(event);

    assertThat(log.published())
        .containsExactly(
            "[id-42, ActionEvent, VM.CREATE, management-server, VirtualMachine, vm-1,"
                + " {\"status\":\"Completed\"}, 42, 7, account-7, 1]");
  }

  @Test
  void nullFieldsArePassedOnAsNull() throws EventBusException {
    configure();
    bus.publish(new Event(null, null, null, null, null));

    assertThat(log.published())
        .containsExactly("[null, null, null, null, null, null, null, null, null, null, null]");
  }

  @Test
  void unpairedSurrogatesArePassedOnAsTheyAre() throws EventBusException {
    configure();
    bus.publish(event("a\ud800b"));

    assertThat(log.published()).singleElement().asString().contains("a\ud800b");
  }

  @Test
  void theEngineRunsInALoaderAndContextOfItsOwn() {
    ClassLoader mine = Thread.currentThread().getContextClassLoader();
    configure();
    bus.start();
    bus.stop();
    bus.release();

    assertThat(log.engine())
        .containsExactly(
            "open node=" + ManagementServerNode.STAND_IN_ID + " debug=false",
            "the engine does not see org.apache.cloudstack.framework.events.Event",
            "start",
            "stop",
            "close");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(mine);
  }

  @Test
  void aRefusalIsAnEventBusExceptionWithItsReason() throws IOException {
    engine.failIn("refuse");
    configure();

    assertThatThrownBy(() -> bus.publish(event("{}")))
        .isInstanceOf(EventBusException.class)
        .hasMessage("acs-export did not take the event: FULL: the spool is full");
    // The engine counts and logs its refusals itself.
    assertThat(log.own(HostLog.ERROR)).isEmpty();
  }

  @Test
  void whateverTheEngineThrowsIsAnEventBusException() throws IOException {
    engine.failIn("publish");
    configure();

    for (int i = 0; i < 3; i++) {
      EventBusException failure =
          catchThrowableOfType(EventBusException.class, () -> bus.publish(event("{}")));
      assertThat(failure).hasMessage("acs-export failed inside: java.lang.NoSuchMethodError");
      assertThat(failure).hasCauseInstanceOf(NoSuchMethodError.class);
    }
    assertThat(log.own(HostLog.ERROR))
        .containsExactly("The exporter failed inside; an event may be lost");
  }

  @Test
  void anEventThatCannotBeReadIsRefused() {
    configure();
    Event event =
        new Event("management-server", "ActionEvent", "VM.CREATE", null, null) {
          @Override
          public String getDescription() {
            throw new IllegalStateException("no description");
          }
        };

    assertThatThrownBy(() -> bus.publish(event))
        .isInstanceOf(EventBusException.class)
        .hasRootCauseMessage("no description");
    assertThatThrownBy(() -> bus.publish(null)).isInstanceOf(EventBusException.class);
  }

  @Test
  void anEventIsNeverTurnedIntoText() throws EventBusException {
    configure();
    bus.publish(
        new Event("management-server", "ActionEvent", "VM.CREATE", null, null) {
          @Override
          public String toString() {
            throw new AssertionError("CloudStack's toString reflects over secrets");
          }
        });

    assertThat(log.published()).hasSize(1);
  }

  @Test
  void anInterruptedPublisherKeepsItsFlagAndItsEvent() throws EventBusException {
    configure();
    Thread.currentThread().interrupt();
    try {
      bus.publish(event("{}"));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(log.published()).hasSize(1);
  }

  @Test
  void eventsAreTakenFromConfigureToTheEndOfTheJvm() throws EventBusException {
    assertThatThrownBy(() -> bus.publish(event("too early")))
        .isInstanceOf(EventBusException.class)
        .hasMessage("acs-export is not configured yet");
    configure();
    bus.publish(event("before start"));
    assertThat(bus.start()).isTrue();
    bus.publish(event("running"));
    assertThat(bus.stop()).isTrue();
    assertThat(bus.stop()).isTrue();
    bus.publish(event("after stop"));
    bus.release();
    assertThatThrownBy(() -> bus.publish(event("too late")))
        .isInstanceOf(EventBusException.class)
        .hasMessage("acs-export is released");

    assertThat(log.published())
        .satisfiesExactly(
            line -> assertThat(line).contains("before start"),
            line -> assertThat(line).contains("running"),
            line -> assertThat(line).contains("after stop"));
  }

  @Test
  void eachStepOfLifeReachesTheEngineOnce() {
    configure();
    configure();
    bus.start();
    bus.start();
    bus.stop();
    bus.stop();
    bus.release();
    bus.release();
    configure();

    assertThat(log.engine().stream().map(line -> line.split(" ", 2)[0]))
        .containsExactly("open", "the", "start", "stop", "close");
  }

  @Test
  void aLifeInTheWrongOrderHurtsNobody() {
    assertThat(bus.stop()).isTrue();
    assertThat(bus.start()).isTrue();
    configure();
    bus.release();

    assertThat(log.own(HostLog.ERROR)).isEmpty();
  }

  @Test
  void anEngineThatFailsToStartStopOrCloseIsReportedAndGoesOnStoring() throws Exception {
    for (String step : List.of("start", "stop", "close")) {
      engine.failIn(step);
      AcsEventBus failing = new AcsEventBus(log, 17);
      failing.setHome(engine.home().toString());
      failing.setConfigurationFile(engine.configuration().toString());
      failing.configure("any", Map.of());
      assertThat(failing.start()).isTrue();
      assertThat(failing.stop()).isTrue();
      failing.publish(event(step));
      failing.release();
    }

    assertThat(log.published()).hasSize(3);
    assertThat(log.own(HostLog.ERROR))
        .containsExactly(
            "Delivery could not begin; events are stored all the same",
            "Delivery did not end in order; what is stored is kept");
    assertThat(log.own(HostLog.WARN))
        .containsExactly("The exporter did not close in order; what is stored is kept");
  }

  @Test
  void manyThreadsPublishAtOnce() throws Exception {
    configure();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        String prefix = "thread-" + thread + "-";
        runs.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    bus.publish(event(prefix + i + "."));
                  }
                  return null;
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(log.published()).hasSize(400).doesNotHaveDuplicates();
  }

  @Test
  void systemPropertiesComeBeforeThoseOfTheBean() throws EventBusException {
    bus.setHome("/nowhere");
    bus.setConfigurationFile("/nowhere.conf");
    System.setProperty(AcsEventBus.HOME_PROPERTY, engine.home().toString());
    System.setProperty(AcsEventBus.CONFIGURATION_PROPERTY, engine.configuration().toString());
    try {
      configure();
    } finally {
      System.clearProperty(AcsEventBus.HOME_PROPERTY);
      System.clearProperty(AcsEventBus.CONFIGURATION_PROPERTY);
    }
    bus.publish(event("{}"));

    assertThat(log.published()).hasSize(1);
  }

  @Test
  void cloudStackSeesABusAndAComponentOfThatName() {
    assertThat(bus).isInstanceOf(EventBus.class).isInstanceOf(ComponentLifecycle.class);
    bus.setName("eventNotificationBus");
    configure();
    assertThat(bus.getName()).isEqualTo("acs-export");
  }

  private void configure() {
    assertThat(bus.configure("eventNotificationBus", Map.of())).isTrue();
  }

  private static Event event(String description) {
    Event event =
        new Event("management-server", "ActionEvent", "VM.CREATE", "VirtualMachine", "vm-1");
    event.setDescription(description);
    return event;
  }
}
