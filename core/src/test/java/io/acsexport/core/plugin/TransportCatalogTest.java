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
  void brokenPluginsAreReportedAndTheOthersLoad() throws IOException {
    good("good", "good");
    plugin()
        .transport("org.example.Provider", "unnamed", "\"\"", "")
        .jar(transports.resolve("no-services/plugin.jar"));
    plugin().service("org.example.Nowhere").jar(transports.resolve("no-class/plugin.jar"));
    plugin()
        .type("org.example.Base", "public class Base {}")
        .type("org.example.Part", "public class Part extends Base {}")
        .transport("org.example.Provider", "part", "\"\"", "private final Part part = new Part();")
        .service("org.example.Provider")
        .without("org.example.Base")
        .jar(transports.resolve("no-part/plugin.jar"));
    plugin()
        .transport(
            "org.example.Provider",
            "throwing",
            "\"\"",
            "public Provider() { throw new IllegalStateException(\"no luck\"); }")
        .service("org.example.Provider")
        .jar(transports.resolve("throwing/plugin.jar"));
    plugin()
        .transport(
            "org.example.Provider", "newer", "\"\"", "public int spiVersion() { return 99; }")
        .service("org.example.Provider")
        .jar(transports.resolve("newer/plugin.jar"));
    plugin()
        .transport("org.example.Provider", "Not A Name", "\"\"", "")
        .service("org.example.Provider")
        .jar(transports.resolve("misnamed/plugin.jar"));
    good("good-too", "good");
    Files.createDirectory(transports.resolve("empty"));
    Files.writeString(transports.resolve("stray.jar"), "");
    Files.createDirectory(transports.resolve("no-zip"));
    Files.writeString(transports.resolve("no-zip/plugin.jar"), "not a zip file");

    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.names()).containsExactly("good");
      assertThat(catalog.problems())
          .extracting(
              problem -> transports.relativize(problem.location()) + ": " + problem.reason())
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).startsWith("no-services: no jar has a file META-INF/"),
              line ->
                  assertThat(line).isEqualTo("no-class: Provider org.example.Nowhere not found"),
              line ->
                  assertThat(line).startsWith("no-part: ").contains("NoClassDefFoundError", "Base"),
              line -> assertThat(line).startsWith("throwing: ").contains("no luck"),
              line -> assertThat(line).startsWith("newer: was built for version 99"),
              line -> assertThat(line).startsWith("misnamed: calls itself 'Not A Name'"),
              line ->
                  assertThat(line)
                      .startsWith("good-too: is a second transport named 'good'")
                      .endsWith("good"),
              line -> assertThat(line).isEqualTo("empty: holds no jar"),
              line -> assertThat(line).isEqualTo("stray.jar: is not a directory"),
              line ->
                  assertThat(line).startsWith("no-zip: cannot be read: ").contains("plugin.jar"));
      assertThat(catalog.problems())
          .allSatisfy(problem -> assertThat(problem.action()).isNotBlank());
    }
  }

  @Test
  void aGoodTransportBesideABrokenOneInTheSameJarLoads() throws IOException {
    plugin()
        .transport("org.example.Good", "good", "\"works\"", "")
        .service("org.example.Missing", "org.example.Good")
        .jar(transports.resolve("mixed/plugin.jar"));

    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.find("good").orElseThrow().description()).isEqualTo("works");
      assertThat(catalog.problems()).hasSize(1);
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsAProblem() {
    Path absent = temporary.resolve("absent");
    try (TransportCatalog catalog = TransportCatalog.load(absent)) {
      assertThat(catalog.names()).isEmpty();
      assertThat(catalog.problems())
          .singleElement()
          .hasToString(
              absent + ": is not a directory; install a transport, or correct the home directory");
    }
  }

  @Test
  void providersHandedOverNeedNoDirectory() {
    TransportProvider provider = new FakeProvider(new FakeTransport());
    try (TransportCatalog catalog = TransportCatalog.of(provider)) {
      assertThat(catalog.find("fake")).containsSame(provider);
      assertThat(catalog.find("other")).isEmpty();
      assertThat(catalog.installed()).containsExactly(new InstalledTransport("fake", "1", null));
    }
    assertThatThrownBy(() -> TransportCatalog.of(provider, provider))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fake'");
  }

  private PluginBuilder plugin() {
    return new PluginBuilder(temporary.resolve("work"));
  }

  private void good(String directory, String name) throws IOException {
    plugin()
        .transport("org.example.Provider", name, "\"\"", "")
        .service("org.example.Provider")
        .jar(transports.resolve(directory).resolve("plugin.jar"));
  }
}
