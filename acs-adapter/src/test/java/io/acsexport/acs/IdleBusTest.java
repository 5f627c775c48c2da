package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the engine cannot run, one line says so, and CloudStack does not notice. */
class IdleBusTest {

  @TempDir Path temporary;
  private final RecordingLog log = new RecordingLog();
  private FakeEngine engine;

  @BeforeEach
  void installEngine() throws IOException {
    engine = FakeEngine.install(temporary);
  }

  @Test
  void anOldJvm() throws EventBusException {
    assertThat(idle(11, engine.home().toString()))
        .startsWith("No event is exported: this JVM is Java 11 and the exporter needs Java 17");
  }

  @Test
  void aHomeThatIsNotThere() throws EventBusException {
    assertThat(idle(17, temporary.resolve("absent").toString()))
        .contains("absent/lib cannot be read", "install the package acs-export")
        .endsWith("Restart the management server afterwards");
    assertThat(log.lines.get(0).thrown()).isNull();
  }

  @Test
  void aHomeWithoutAnEngine() throws Exception {
    Files.delete(engine.home().resolve("lib/engine.jar"));
    assertThat(idle(17, engine.home().toString()))
        .contains("there is no engine in " + engine.home().resolve("lib"));
  }

  @Test
  void aHomeThatIsNoPath() throws EventBusException {
    assertThat(idle(17, "a\0b")).contains("InvalidPathException");
  }

  @Test
  void aJarThatCannotBeRead() throws Exception {
    Files.writeString(engine.home().resolve("lib/engine.jar"), "not a zip file");
    assertThat(idle(17, engine.home().toString())).contains("cannot be read");
  }

  @Test
  void anEngineWithoutABridge() throws Exception {
    engine.jar("other/Other.class", IdleBusTest.class);
    assertThat(idle(17, engine.home().toString()))
        .contains("does not fit this adapter", "ClassNotFoundException")
        .contains("install both from one release");
  }

  @Test
  void aBridgeOfAnotherForm() throws Exception {
    // A class file under a name that is not its own: a linkage error, as a mix of releases gives.
    engine.jar("io/acsexport/core/bridge/Bridge.class", IdleBusTest.class);
    assertThat(idle(17, engine.home().toString()))
        .contains("does not fit this adapter", "NoClassDefFoundError");
  }

  @Test
  void anEngineThatFailsToOpen() throws Exception {
    engine.failIn("open");
    assertThat(idle(17, engine.home().toString()))
        .contains("does not fit this adapter", "made to fail in open");
    Files.delete(engine.configuration());
    log.lines.clear();
    assertThat(idle(17, engine.home().toString()))
        .contains("failed to open", "NoSuchFileException");
  }

  @Test
  void evenAHostWhoseLogFails() throws EventBusException {
    HostLog failing =
        new HostLog() {
          @Override
          public boolean enabled(int level, String logger) {
            return true;
          }

          @Override
          public void log(int level, String logger, String message, @Nullable Throwable thrown) {
            throw new NoClassDefFoundError("org/apache/logging/log4j/Level");
          }
        };
    AcsEventBus bus = new AcsEventBus(failing, 11);
    assertThat(bus.configure("any", Map.of())).isTrue();
    bus.publish(new Event(null, null, null, null, null));
    assertThat(bus.stop()).isTrue();
  }

  /** Lives a life, and returns the one error line. */
  private String idle(int java, String home) throws EventBusException {
    AcsEventBus bus = new AcsEventBus(log, java);
    bus.setHome(home);
    bus.setConfigurationFile(engine.configuration().toString());
    assertThat(bus.configure("any", Map.of())).isTrue();
    assertThat(bus.start()).isTrue();
    bus.publish(new Event(null, null, null, null, null));
    bus.publish(new Event(null, null, null, null, null));
    assertThat(bus.stop()).isTrue();
    assertThat(bus.stop()).isTrue();
    bus.release();

    assertThat(log.published()).isEmpty();
    assertThat(log.own(HostLog.INFO))
        .containsExactly("2 events were not exported, because the exporter could not run");
    assertThat(log.own(HostLog.ERROR)).hasSize(1);
    return log.own(HostLog.ERROR).get(0);
  }
}
