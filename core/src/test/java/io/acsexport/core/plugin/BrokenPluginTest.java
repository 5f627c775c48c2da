package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus of plugins that cannot be used, each beside one that can. */
class BrokenPluginTest {

  private static final String PROVIDER = "org.example.Provider";
  private static final String INCOMPLETE =
      "install all jars of the transport, in the release that fits this engine";
  private static final String AUTHOR = "ask the author of the transport, or remove the directory";

  @TempDir static Path shared;
  @TempDir Path temporary;
  private Path transports;

  @BeforeAll
  static void buildTheGoodOnes() throws IOException {
    for (String name : List.of("first", "last")) {
      new PluginBuilder(shared)
          .transport(PROVIDER, name, "\"\"", "")
          .service(PROVIDER)
          .jar(shared.resolve(name + ".jar"));
    }
  }

  @BeforeEach
  void installAGoodOneBeforeAndAfter() throws IOException {
    transports = Files.createDirectory(temporary.resolve("transports"));
    good("a-good", "first");
    good("z-good", "last");
  }

  @AfterEach
  void theGoodOnesLoad() {
    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.names()).contains("first", "last");
      assertThat(catalog.problems())
          .allSatisfy(
              problem ->
                  assertThat(problem.toString())
                      .startsWith(problem.location() + ": ")
                      .doesNotContain("\n"));
    }
  }

  @Test
  void withoutAServicesFile() throws IOException {
    plugin().transport(PROVIDER, "x", "\"\"", "").jar(broken());
    assertBroken(
        "no jar has a file META-INF/services/io.acsexport.transport.TransportProvider",
        "install all jars of the transport; its author names the provider class in that file");
  }

  @Test
  void aServicesFileThatNamesAMissingClass() throws IOException {
    plugin().service("org.example.Nowhere").jar(broken());
    assertBroken("Provider org.example.Nowhere not found", INCOMPLETE);
  }

  @Test
  void aServicesFileThatNamesSomethingElseThanAProvider() throws IOException {
    plugin().type(PROVIDER, "public class Provider {}").service(PROVIDER).jar(broken());
    assertBroken("org.example.Provider not a subtype", AUTHOR);
  }

  @Test
  void aServicesFileThatIsNone() throws IOException {
    plugin().service("<provider>").jar(broken());
    assertThat(problem().reason()).contains("Illegal").contains("<provider>");
  }

  @Test
  void anotherVersionOfTheContract() throws IOException {
    member("public int spiVersion() { return 99; }");
    assertBroken(
        "was built for version 99 of the transport contract, and this engine speaks version "
            + TransportProvider.SPI_VERSION,
        "install the release of the transport that fits this engine");
  }

  @Test
  void aCopyOfTheContractInside() throws IOException {
    plugin()
        .type("io.acsexport.transport.TransportProvider", "public interface TransportProvider {}")
        .jar(broken().resolveSibling("shaded.jar"));
    member("");
    assertBroken(
        "has a copy of the transport contract inside, in shaded.jar",
        "its author leaves acs-export-transport-spi out of the jars: scope 'provided' in Maven");
  }

  @Test
  void aConstructorThatThrows() throws IOException {
    member("public Provider() { throw new IllegalStateException(\"no luck\"); }");
    assertBroken(
        "Provider org.example.Provider could not be instantiated:"
            + " java.lang.IllegalStateException: no luck",
        AUTHOR);
  }

  @Test
  void aConstructorThatIsPrivate() throws IOException {
    member("private Provider() {}");
    assertThat(problem().reason())
        .startsWith("org.example.Provider Unable to get public no-arg constructor");
  }

  @Test
  void anInitialiserThatThrows() throws IOException {
    member("static final int NUMBER = Integer.parseInt(\"no\\nnumber\");");
    assertBroken(
        "Provider org.example.Provider could not be instantiated:"
            + " java.lang.NumberFormatException: For input string: \"no number\"",
        AUTHOR);
  }

  @Test
  void aPartThatWasNotInstalled() throws IOException {
    plugin()
        .type("org.example.Base", "public class Base {}")
        .type("org.example.Part", "public class Part extends Base {}")
        .transport(PROVIDER, "x", "\"\"", "private final Part part = new Part();")
        .service(PROVIDER)
        .without("org.example.Base")
        .jar(broken());
    assertBroken(
        "Provider org.example.Provider could not be instantiated:"
            + " java.lang.NoClassDefFoundError: org/example/Base",
        INCOMPLETE);
  }

  @Test
  void classesForANewerJava() throws IOException {
    plugin().transport(PROVIDER, "x", "\"\"", "").service(PROVIDER).forNewerJava().jar(broken());
    PluginProblem problem = problem();
    assertThat(problem.reason()).contains("UnsupportedClassVersionError");
    assertThat(problem.action())
        .startsWith("run it with a newer Java than " + Runtime.version().feature());
  }

  @Test
  void aMethodThatIsMissing() throws IOException {
    member("public String name() { throw new AbstractMethodError(\"name\"); }");
    assertBroken("fails with java.lang.AbstractMethodError: name", INCOMPLETE);
  }

  @Test
  void noName() throws IOException {
    member("public String name() { return null; }");
    assertBroken(
        "calls itself 'null', which is not a transport's name",
        "its author chooses one of lower-case letters, digits and hyphens");
  }

  @Test
  void anIllFormedName() throws IOException {
    member("public String name() { return \"Not A Name\"; }");
    assertBroken(
        "calls itself 'Not A Name', which is not a transport's name",
        "its author chooses one of lower-case letters, digits and hyphens");
  }

  @Test
  void settingsThatThrow() throws IOException {
    member("public SettingSpecs settings() { throw new IllegalArgumentException(\"twice\"); }");
    assertBroken("fails with java.lang.IllegalArgumentException: twice", AUTHOR);
  }

  @Test
  void noSettings() throws IOException {
    member("public SettingSpecs settings() { return null; }");
    assertBroken("fails with java.lang.NullPointerException: settings() is null", AUTHOR);
  }

  @Test
  void theSecondOfTwoWithOneName() throws IOException {
    good("broken", "first");
    assertBroken(
        "is a second transport named 'first', beside " + transports.resolve("a-good"),
        "remove one of the two; the latter is in use");
  }

  @Test
  void aDirectoryWithoutAnyJar() throws IOException {
    Files.createDirectory(transports.resolve("broken"));
    assertBroken("holds no jar", "install the transport's jars there, or remove it");
  }

  @Test
  void aFileInsteadOfADirectory() throws IOException {
    Files.writeString(transports.resolve("broken"), "");
    assertBroken("is not a directory", "put each transport into a directory of its own");
  }

  @Test
  void aLinkToNowhere() throws IOException {
    Files.createSymbolicLink(transports.resolve("broken"), temporary.resolve("gone"));
    assertThat(problem().reason()).endsWith("which is missing");
  }

  @Test
  void aFileInsteadOfTheExtDirectory() throws IOException {
    member("");
    Path extensions = Files.writeString(broken().resolveSibling("ext"), "");
    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.problems())
          .containsExactly(
              new PluginProblem(
                  extensions, "is not a directory", "make it one that holds jars, or remove it"));
      assertThat(catalog.names()).contains("x");
    }
  }

  @Test
  void aJarThatIsNone() throws IOException {
    Files.createDirectories(broken().getParent());
    Files.writeString(broken(), "not a zip file");
    assertThat(problem().reason()).startsWith("cannot be read: cannot read plugin.jar: ");
  }

  @Test
  void aJarCutShort() throws IOException {
    member("");
    byte[] whole = Files.readAllBytes(broken());
    Files.write(broken(), Arrays.copyOf(whole, whole.length / 2));
    assertThat(problem().reason()).startsWith("cannot be read: cannot read plugin.jar: ");
  }

  @Test
  void aDirectoryNamedLikeAJar() throws IOException {
    Files.createDirectories(broken());
    assertThat(problem().reason()).startsWith("cannot be read: cannot read plugin.jar: ");
  }

  @Test
  void aDirectoryThatMayNotBeRead() throws IOException {
    // Rights do not bind root.
    assumeFalse(System.getProperty("user.name").equals("root"));
    member("");
    Path directory = transports.resolve("broken");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("---------"));
    try {
      assertThat(problem().reason()).contains("has no right to read " + directory);
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aRefusalToReadNamesTheUserAndTheFile() {
    PluginProblem problem =
        PluginFault.unreadable(transports, new AccessDeniedException(transports + "/x"));
    assertThat(problem.reason())
        .isEqualTo(
            "cannot be read: the user '%s' has no right to read %s/x",
            System.getProperty("user.name"), transports);
  }

  @Test
  void oneOfTwoInTheSameJar() throws IOException {
    plugin()
        .transport("org.example.Good", "good", "\"works\"", "")
        .service("org.example.Missing", "org.example.Good")
        .jar(broken());
    assertBroken("Provider org.example.Missing not found", INCOMPLETE);
    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.find("good").orElseThrow().description()).isEqualTo("works");
    }
  }

  @Test
  void noDirectoryOfTransportsAtAll() throws IOException {
    assertUnusable(temporary.resolve("absent"), "does not exist");
    assertUnusable(Files.writeString(temporary.resolve("file"), ""), "is not a directory");
    Path loop = temporary.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    try (TransportCatalog catalog = TransportCatalog.load(loop)) {
      assertThat(catalog.problems()).singleElement().asString().contains("cannot be read");
    }
  }

  private static void assertUnusable(Path directory, String reason) {
    try (TransportCatalog catalog = TransportCatalog.load(directory)) {
      assertThat(catalog.names()).isEmpty();
      assertThat(catalog.problems())
          .containsExactly(
              new PluginProblem(
                  directory, reason, "install a transport, or correct the home directory"));
    }
  }

  private void assertBroken(String reason, String action) {
    assertThat(problem())
        .isEqualTo(new PluginProblem(transports.resolve("broken"), reason, action));
  }

  private PluginProblem problem() {
    try (TransportCatalog catalog = TransportCatalog.load(transports)) {
      assertThat(catalog.names()).doesNotContain("x");
      assertThat(catalog.problems()).hasSize(1);
      PluginProblem problem = catalog.problems().get(0);
      assertThat(problem.location()).isEqualTo(transports.resolve("broken"));
      assertThat(problem.action()).isNotBlank();
      return problem;
    }
  }

  private Path broken() {
    return transports.resolve("broken/plugin.jar");
  }

  private PluginBuilder plugin() {
    return new PluginBuilder(temporary.resolve("work"));
  }

  /** A whole transport but for one member, which replaces a method of that name. */
  private void member(String member) throws IOException {
    plugin().transport(PROVIDER, "x", "\"\"", member).service(PROVIDER).jar(broken());
  }

  private void good(String directory, String name) throws IOException {
    Path folder = Files.createDirectory(transports.resolve(directory));
    Files.copy(shared.resolve(name + ".jar"), folder.resolve("plugin.jar"));
  }
}
