package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.cloudstack.framework.events.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineReceiverTest {

  @TempDir Path temporary;
  private final RecordingLog log = new RecordingLog();
  private FakeEngine engine;

  @BeforeEach
  void installEngine() throws Exception {
    engine = FakeEngine.install(temporary);
  }

  @Test
  void aClosedEngineIsCollected() throws Throwable {
    WeakReference<ClassLoader> loader = liveAndClose();

    assertThat(log.published()).hasSize(1);
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(loader.get()).isNull();
            });
  }

  private WeakReference<ClassLoader> liveAndClose() throws Throwable {
    EngineClassLoader loader = load();
    EngineReceiver receiver = EngineReceiver.open(loader, options(), log);
    receiver.start();
    receiver.publish(new Event(null, null, null, null, null));
    receiver.stop();
    receiver.close();
    return new WeakReference<>(loader);
  }

  @Test
  void jarsReplacedUnderARunningServerDoNotMatter() throws Throwable {
    Path jar = engine.home().resolve("lib/engine.jar");
    try (EngineClassLoader loader = load()) {
      Path empty = Files.writeString(temporary.resolve("empty.jar"), "half a download");
      Files.move(empty, jar, StandardCopyOption.REPLACE_EXISTING);

      EngineReceiver receiver = EngineReceiver.open(loader, options(), log);
      receiver.publish(new Event(null, null, null, null, null));
      receiver.close();
    }
    assertThat(log.published()).hasSize(1);
  }

  private EngineClassLoader load() throws Exception {
    Path library = engine.home().resolve("lib");
    return new EngineClassLoader(library, List.of(library.resolve("engine.jar")));
  }

  private Map<String, Object> options() {
    Map<String, Object> options = new HashMap<>();
    options.put("home", engine.home().toString());
    options.put("configuration", engine.configuration().toString());
    return options;
  }
}
