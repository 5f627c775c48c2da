package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.Level;

class PluginClassLoaderTest {

  @TempDir Path temporary;

  @Test
  void onlyTheSpiAndSlf4jComeFromTheHost() throws Exception {
    Path jar =
        plugin()
            // A plugin that packs the contract must not get its own copy of it.
            .type("io.acsexport.transport.Transport", "public interface Transport {}")
            .type("io.acsexport.transport.kit.Kit", "public class Kit {}")
            .type("io.acsexport.core.plugin.ContextLoader", "public class ContextLoader {}")
            .jar(temporary.resolve("plugin.jar"));

    try (PluginClassLoader loader = open(jar)) {
      assertThat(loader.loadClass(Transport.class.getName())).isSameAs(Transport.class);
      assertThat(loader.loadClass(Logger.class.getName())).isSameAs(Logger.class);
      assertThat(loader.loadClass(Level.class.getName())).isSameAs(Level.class);
      assertThat(loader.loadClass("io.acsexport.transport.kit.Kit").getClassLoader())
          .isSameAs(loader);
      assertThat(loader.loadClass(ContextLoader.class.getName())).isNotSameAs(ContextLoader.class);
      for (String hidden :
          List.of(
              PluginClassLoader.class.getName(),
              "io.acsexport.core.spool.SpoolItem",
              "com.typesafe.config.Config",
              "org.slf4jx.Foreign")) {
        assertThatThrownBy(() -> loader.loadClass(hidden))
            .isInstanceOf(ClassNotFoundException.class);
      }
    }
  }

  @Test
  void resourcesFollowTheSameRule() throws Exception {
    Path jar =
        plugin()
            .resource("org/slf4j/Logger.class", "a copy")
            .resource("own.properties", "own")
            .resource("META-INF/services/org.slf4j.spi.SLF4JServiceProvider", "a.Provider")
            .jar(temporary.resolve("plugin.jar"));

    try (PluginClassLoader loader = open(jar)) {
      assertThat(Collections.list(loader.getResources("org/slf4j/Logger.class")))
          .containsExactly(Logger.class.getResource("Logger.class"));
      assertThat(loader.getResource("org/slf4j/Logger.class"))
          .isEqualTo(Logger.class.getResource("Logger.class"));
      assertThat(loader.getResource("com/typesafe/config/Config.class")).isNull();
      assertThat(
              Collections.list(
                  loader.getResources("META-INF/services/org.slf4j.spi.SLF4JServiceProvider")))
          .singleElement()
          .asString()
          .contains("plugin.jar");
      assertThat(text(loader, "own.properties")).isEqualTo("own");
    }
  }

  @Test
  void jarsReplacedOrRemovedLaterStillServeWhatIsFirstAskedForThen() throws Exception {
    Path replaced =
        plugin()
            .type("org.example.First", "public class First {}")
            .resource("first.txt", "first")
            .jar(temporary.resolve("first.jar"));
    Path removed =
        plugin()
            .type("org.example.Second", "public class Second {}")
            .resource("second.txt", "second")
            .jar(temporary.resolve("second.jar"));

    try (PluginClassLoader loader = open(replaced, removed)) {
      Path newer = plugin().resource("first.txt", "newer").jar(temporary.resolve("newer.jar"));
      Files.move(newer, replaced, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.delete(removed);

      assertThat(loader.loadClass("org.example.First").getClassLoader()).isSameAs(loader);
      assertThat(loader.loadClass("org.example.Second").getClassLoader()).isSameAs(loader);
      assertThat(text(loader, "first.txt")).isEqualTo("first");
      assertThat(text(loader, "second.txt")).isEqualTo("second");
    }
    try (PluginClassLoader loader = open(replaced)) {
      assertThat(text(loader, "first.txt")).isEqualTo("newer");
    }
  }

  @Test
  void aJarThatCannotBeReadIsNamed() throws IOException {
    Path jar = Files.writeString(temporary.resolve("broken.jar"), "not a zip file");
    assertThatThrownBy(() -> open(jar))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.jar");
  }

  private PluginBuilder plugin() {
    return new PluginBuilder(temporary.resolve("work"));
  }

  private static PluginClassLoader open(Path... jars) throws IOException {
    return new PluginClassLoader(
        "test", List.of(jars), PluginClassLoaderTest.class.getClassLoader());
  }

  private static String text(ClassLoader loader, String resource) throws IOException {
    try (InputStream stream = loader.getResourceAsStream(resource)) {
      assertThat(stream).as(resource).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
