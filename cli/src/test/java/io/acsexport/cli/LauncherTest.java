package io.acsexport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher with a shell; Java is a script that prints what it was given. */
class LauncherTest {

  private static final Path SCRIPT = Path.of("src/main/launcher/acs-export");

  @TempDir private Path directory;
  private Path home;
  private Path launcher;

  private record Result(int exitCode, List<String> lines) {}

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(directory.resolve("a home/of its own")).toRealPath();
    launcher = Files.createDirectories(home.resolve("bin")).resolve("acs-export");
    Files.copy(SCRIPT, launcher);
    makeExecutable(launcher);
  }

  @Test
  void javaIsStartedWithTheHomeTheScriptLiesInAndAllArguments() throws Exception {
    Path javaHome = java("17.0.15");

    Result result =
        run(Map.of("JAVA_HOME", javaHome.toString()), launcher, "send", "a file", "", "*");

    assertThat(result.exitCode()).isEqualTo(42);
    assertThat(result.lines())
        .containsSubsequence("-cp", home + "/lib/*", "-Dacs-export.home=" + home)
        .contains("-Dacs-export.terminal.out=false", "-Dacs-export.terminal.err=false")
        .endsWith("io.acsexport.cli.Main", "send", "a file", "", "*");
  }

  @Test
  void aChainOfAbsoluteAndRelativeLinksLeadsToTheHome() throws Exception {
    Path javaHome = java("21.0.1");
    Path absolute = directory.resolve("absolute link");
    Files.createSymbolicLink(absolute, launcher);
    Path folder = Files.createDirectories(directory.resolve("usr bin"));
    Path relative = folder.resolve("acs-export");
    Files.createSymbolicLink(relative, Path.of("../absolute link"));

    Result result = run(Map.of("JAVA_HOME", javaHome.toString()), relative);

    assertThat(result.lines()).contains("-Dacs-export.home=" + home);
  }

  @Test
  void furtherOptionsForJavaComeFromTheEnvironment() throws Exception {
    Path javaHome = java("17");

    Result result =
        run(
            Map.of("JAVA_HOME", javaHome.toString(), "ACS_EXPORT_JAVA_OPTS", "-Xmx64m -Da=b"),
            launcher);

    assertThat(result.lines()).containsSubsequence("-Xmx64m", "-Da=b", "-cp");
  }

  @Test
  void theJavasThatWarnOfLz4AreToldNotTo() throws Exception {
    String option = "--sun-misc-unsafe-memory-access=allow";

    assertThat(run(Map.of("JAVA_HOME", java("25.0.1").toString()), launcher).lines())
        .contains(option);
    assertThat(run(Map.of("JAVA_HOME", java("17.0.1").toString()), launcher).lines())
        .doesNotContain(option, "");
  }

  @Test
  void javaIsFoundInThePathWhereNoHomeIsNamed() throws Exception {
    Path javaHome = java("17.0.1");

    Result result =
        run(Map.of("PATH", javaHome.resolve("bin") + ":" + System.getenv("PATH")), launcher);

    assertThat(result.exitCode()).isEqualTo(42);
  }

  /** Where CloudStack was upgraded, the default may still be the Java of the release before. */
  @Test
  void aNewerJavaBesideAnOldDefaultIsFound() throws Exception {
    Path old = java("11.0.22");
    Path jvms = Files.createDirectories(directory.resolve("jvms"));
    Files.createSymbolicLink(jvms.resolve("a-java-8"), java("1.8.0_392"));
    Files.createSymbolicLink(jvms.resolve("b-java-17"), java("17.0.3"));
    Map<String, String> environment =
        Map.of(
            "PATH",
            old.resolve("bin") + ":" + System.getenv("PATH"),
            "ACS_EXPORT_JVMS",
            jvms.toString());

    assertThat(run(environment, launcher).exitCode()).isEqualTo(42);

    Files.delete(jvms.resolve("b-java-17"));
    assertThat(run(environment, launcher).lines())
        .singleElement()
        .asString()
        .contains("is Java 11.0.22")
        .contains(old.toString());
  }

  @Test
  void anOldJavaIsRefusedWithItsVersion() throws Exception {
    for (String version : List.of("1.8.0_392", "11.0.22")) {
      Result result = run(Map.of("JAVA_HOME", java(version).toString()), launcher);

      assertThat(result.exitCode()).isEqualTo(ExitCode.SOFTWARE);
      assertThat(String.join("\n", result.lines()))
          .contains("Java 17 or newer is needed")
          .contains(version);
    }
  }

  @Test
  void aReleaseFileSparesTheQuestion() throws Exception {
    Path javaHome = java("no version at all");
    Files.writeString(javaHome.resolve("release"), "X=\"1\"\nJAVA_VERSION=\"17.0.9\"\n");

    Result result = run(Map.of("JAVA_HOME", javaHome.toString()), launcher);

    assertThat(result.exitCode()).isEqualTo(42);
  }

  @Test
  void aMissingJavaIsExplained() throws Exception {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : List.of("ls", "dirname", "sed")) {
      Path wrapper = tools.resolve(tool);
      Files.writeString(wrapper, "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
      makeExecutable(wrapper);
    }

    Result none = run(Map.of("PATH", tools.toString(), "ACS_EXPORT_JVMS", "/nowhere"), launcher);
    Result wrong = run(Map.of("JAVA_HOME", "/nowhere"), launcher);

    assertThat(none.exitCode()).isEqualTo(ExitCode.SOFTWARE);
    assertThat(none.lines()).singleElement().asString().contains("no Java found");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.SOFTWARE);
    assertThat(wrong.lines()).singleElement().asString().contains("JAVA_HOME is /nowhere");
  }

  /** A Java home whose java tells this version, and else prints its arguments and returns 42. */
  private Path java(String version) throws IOException {
    Path javaHome = directory.resolve("jdk " + version.replace(' ', '-'));
    Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'Picked up JAVA_TOOL_OPTIONS: -Da="b"' >&2
          echo 'openjdk version "%s" 2025-04-15' >&2
          exit 0
        fi
        printf '%%s\\n' "$@"
        exit 42
        """
            .formatted(version));
    makeExecutable(java);
    return javaHome;
  }

  private static Path find(String tool) {
    for (String folder : List.of("/usr/bin", "/bin")) {
      Path candidate = Path.of(folder, tool);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    throw new AssertionError("this system has no " + tool);
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Result run(Map<String, String> environment, Path script, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("ACS_EXPORT_JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
      return new Result(process.exitValue(), output.lines().toList());
    } finally {
      process.destroyForcibly();
    }
  }
}
