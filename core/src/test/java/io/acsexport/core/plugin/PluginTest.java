package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginTest {

  private final ExceptionInInitializerError fault =
      new ExceptionInInitializerError("as the test says");

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong();
  private Path jar;
  private Plugin plugin;

  @BeforeEach
  void install() throws IOException {
    jar = build("plugin/plugin.jar");
    plugin =
        Plugin.open(folder.resolve("plugin"), List.of(jar), getClass().getClassLoader(), now::get);
  }

  @AfterEach
  void close() throws IOException {
    plugin.close();
  }

  @Test
  void aLoaderIsKeptAsLongAsItsClassesCanBeUsed() {
    LoaderUse first = plugin.take();
    first.failed(new NoClassDefFoundError("org/example/Missing"));
    first.failed(new OutOfMemoryError("as the test says"));
    assertThat(plugin.take()).isSameAs(first);
  }

  @Test
  void aFormerLoaderIsClosedWithTheLastOfItsUsers() throws Exception {
    LoaderUse first = plugin.take();
    assertThat(plugin.take()).isSameAs(first);
    first.failed(fault);
    LoaderUse second = plugin.take();

    assertThat(second.loader()).isNotSameAs(first.loader());
    first.end();
    first.loader().loadClass("org.example.First");
    first.end();
    assertThatThrownBy(() -> first.loader().loadClass("org.example.Second"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(second.loader().getResource("resource.txt")).isNotNull();
    assertThat(second.loader().loadClass("org.example.First").getClassLoader())
        .isSameAs(second.loader());
    assertThat(plugin.take()).isSameAs(second);
  }

  @Test
  void theTimeFromOneToTheNextDoublesAndIsShortAgainAfterALongTime() {
    long wait = Plugin.SHORTEST_WAIT_NANOS;
    assertThat(renewed()).as("at once").isTrue();
    for (int i = 0; i < 5; i++) {
      collect();
      now.addAndGet(wait - 1);
      assertThat(renewed()).as("%s", i).isFalse();
      now.addAndGet(1);
      assertThat(renewed()).as("%s", i).isTrue();
      wait *= 2;
    }
    collect();
    now.addAndGet(2 * Plugin.LONGEST_WAIT_NANOS + 1);
    assertThat(renewed()).isTrue();
    collect();
    now.addAndGet(Plugin.SHORTEST_WAIT_NANOS);
    assertThat(renewed()).isTrue();
  }

  @Test
  void whatTheJvmDoesNotLetGoOfIsNotAddedToWithoutEnd() {
    List<ClassLoader> kept = new ArrayList<>();
    kept.add(plugin.loader());
    for (int i = 0; i < Plugin.MOST_FORMER; i++) {
      assertThat(renewed()).isTrue();
      kept.add(plugin.loader());
      now.addAndGet(Plugin.LONGEST_WAIT_NANOS);
    }
    assertThat(renewed()).isFalse();
    assertThat(plugin.loader()).isSameAs(kept.get(Plugin.MOST_FORMER));

    kept.clear();
    collect();
    assertThat(renewed()).isTrue();
  }

  @Test
  void jarsThatAPackageUpgradeReplacedAreNotMixedWithWhatWasChecked() throws Exception {
    ClassLoader first = plugin.loader();
    Files.move(build("newer/plugin.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
    assertThat(renewed()).isFalse();
    Files.delete(jar);
    assertThat(renewed()).isFalse();
    assertThat(plugin.loader()).isSameAs(first);
    assertThat(first.loadClass("org.example.First").getClassLoader()).isSameAs(first);
  }

  /** Whether a fault now leads to another loader. */
  private boolean renewed() {
    PluginClassLoader before = plugin.loader();
    ClassFault.note(before, fault);
    plugin.take().end();
    return plugin.loader() != before;
  }

  /** Until the JVM let go of what nobody uses. */
  private void collect() {
    java.lang.ref.WeakReference<Object> witness = new java.lang.ref.WeakReference<>(new Object());
    org.awaitility.Awaitility.await()
        .until(
            () -> {
              System.gc();
              return witness.refersTo(null);
            });
  }

  private Path build(String path) throws IOException {
    return new PluginBuilder(folder.resolve("work"))
        .type("org.example.First", "public class First {}")
        .type("org.example.Second", "public class Second {}")
        .resource("resource.txt", "text")
        .jar(folder.resolve(path));
  }
}
