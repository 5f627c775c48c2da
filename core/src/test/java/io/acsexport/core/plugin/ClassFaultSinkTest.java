package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.logging.LogSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
class ClassFaultSinkTest {

  private final Throwable fault =
      new RuntimeException(new ExceptionInInitializerError("as the test says"));

  @TempDir Path folder;

  private final AtomicBoolean enabled = new AtomicBoolean(true);
  private final List<String> lines = new ArrayList<>();
  private final LogSink sink =
      new ClassFaultSink(
          LogSink.of((level, logger) -> enabled.get(), line -> lines.add(String.valueOf(line[2]))));

  @Test
  void anErrorOfAPluginsThreadTellsThatAClassOfItFailed() throws Exception {
    try (PluginClassLoader loader = open()) {
      try (ContextLoader context = ContextLoader.enter(loader)) {
        log(Level.ERROR, "no throwable", null);
        log(Level.ERROR, "another", new OutOfMemoryError("as the test says"));
        log(Level.WARN, "what a client lives with", fault);
        assertThat(loader.fault()).isNull();
      }
      log(Level.ERROR, "the engine's", fault);
      assertThat(loader.fault()).isNull();
      try (ContextLoader context = ContextLoader.enter(loader)) {
        log(Level.ERROR, "the plugin's", fault);
      }
      assertThat(loader.fault()).contains("as the test says");
    }
    assertThat(lines)
        .containsExactly(
            "no throwable", "another", "what a client lives with", "the engine's", "the plugin's");
  }

  @Test
  void aHostThatWantsNoErrorsGetsNone() throws Exception {
    enabled.set(false);
    try (PluginClassLoader loader = open();
        ContextLoader context = ContextLoader.enter(loader)) {
      assertThat(sink.enabled(Level.ERROR.toInt(), "client")).isTrue();
      assertThat(sink.enabled(Level.WARN.toInt(), "client")).isFalse();
      log(Level.ERROR, "the plugin's", fault);
      assertThat(loader.fault()).isNotNull();
    }
    assertThat(lines).isEmpty();
  }

  private void log(Level level, String message, @Nullable Throwable thrown) {
    sink.log(level.toInt(), "client", message, thrown);
  }

  private PluginClassLoader open() throws Exception {
    Path jar =
        new PluginBuilder(folder.resolve("work"))
            .resource("a.txt", "a")
            .jar(folder.resolve("plugin.jar"));
    return new PluginClassLoader("test", List.of(jar), getClass().getClassLoader());
  }
}
