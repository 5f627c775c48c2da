package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportCatalogTest {

  @TempDir Path temporary;
  private Path transports;

  @BeforeEach
  void makeDirectory() throws IOException {
    transports = Files.createDirectory(temporary.resolve("transports"));
  }

  @Test
  void eachPluginSeesItsOwnVersionOfALibrary() throws IOException {
    for (String version : new String[] {"one", "two"}) {
      plugin()
          .type(
              "org.example.library.Library",
              "public class Library { public static String version() { return \"%s\"; } }"
                  .formatted(version))
          .transport(
              "org.example." + version + ".Provider",
              version,
              "org.example.library.Library.version()",
              "")
          .service("org.example." + version + ".Provider")
          .jar(transports.resolve(version).resolve("plugin.jar"));
    }

    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.problems()).isEmpty();
      assertThat(catalog.names()).containsExactly("one", "two");
      assertThat(catalog.find("one").orElseThrow().description()).isEqualTo("one");
      assertThat(catalog.find("two").orElseThrow().description()).isEqualTo("two");
      assertThat(catalog.installed())
          .containsExactly(
              new InstalledTransport("one", "7.5", transports.resolve("one")),
              new InstalledTransport("two", "7.5", transports.resolve("two")));
      assertThat(catalog.directory()).isEqualTo(transports);
    }
  }

  @Test
  void jarsOfTheExtDirectoryAreOnTheSameClassPath() throws IOException {
    Path directory = transports.resolve("main");
    plugin()
        .transport(
            "org.example.Provider",
            "main",
            "lookUp()",
            """
            private static String lookUp() {
              try {
                return (String) Class.forName("org.example.extra.Handler").getMethod("name").invoke(null);
              } catch (ReflectiveOperationException e) {
                return e.toString();
              }
            }
            """)
        .service("org.example.Provider")
        .jar(directory.resolve("plugin.jar"));
    plugin()
        .type(
            "org.example.extra.Handler",
            "public class Handler { public static String name() { return \"extra\"; } }")
        .jar(directory.resolve("ext/handler.jar"));

    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.find("main").orElseThrow().description()).isEqualTo("extra");
    }
  }

  @Test
  void aPluginIsCalledWithItsOwnContextLoader() throws IOException {
    plugin()
        .transport(
            "org.example.Provider",
            "main",
            "String.valueOf(Thread.currentThread().getContextClassLoader())",
            "")
        .service("org.example.Provider")
        .jar(transports.resolve("main/plugin.jar"));
    ClassLoader mine = Thread.currentThread().getContextClassLoader();

    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.find("main").orElseThrow().description())
          .isEqualTo("PluginClassLoader[main]");
    }
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(mine);
  }

  @Test
  void providersHandedOverNeedNoDirectory() {
    TransportProvider provider = new FakeProvider(new FakeTransport());
    try (TransportCatalog catalog = TransportCatalog.of(provider)) {
      assertThat(catalog.find("fake")).containsSame(provider);
      assertThat(catalog.find("other")).isEmpty();
      assertThat(catalog.installed()).containsExactly(new InstalledTransport("fake", "1", null));
      assertThat(catalog.directory()).isNull();
    }
    assertThatThrownBy(() -> TransportCatalog.of(provider, provider))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fake'");
  }

  private PluginBuilder plugin() {
    return new PluginBuilder(temporary.resolve("work"));
  }
}
