package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.acsexport.core.plugin.TransportCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportsCommandTest {

  @TempDir private Path directory;

  @Test
  void installedTransportsAreListedWithVersionAndState() {
    CommandRun run = new CommandRun(directory);

    CommandRun.Result text = run.runBare("transports");
    JsonNode json = run.runBare("transports", "--json").json().at("/transports/0");

    assertThat(text.exitCode()).isZero();
    assertThat(text.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("NAME +VERSION +STATE +LOCATION"),
            line -> assertThat(line).matches("memory +1\\.2\\.3 +loaded +built in"));
    assertThat(json.get("name").textValue()).isEqualTo("memory");
    assertThat(json.get("state").textValue()).isEqualTo("loaded");
  }

  @Test
  void aBrokenOneIsNamedWithItsFolderTheReasonAndWhatToDo() throws IOException {
    Path broken = Files.createDirectories(directory.resolve("transports/broken"));

    CommandRun.Result text = run("transports");
    CommandRun.Result json = run("transports", "--json");

    assertThat(text.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(text.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("NAME"),
            line -> assertThat(line).matches("- +- +broken +" + broken),
            line -> assertThat(line).isEqualTo("    Holds no jar."),
            line ->
                assertThat(line)
                    .isEqualTo("    Install the transport's jars there, or remove it."));
    assertThat(json.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    JsonNode row = json.json().at("/transports/0");
    assertThat(row.get("state").textValue()).isEqualTo("broken");
    assertThat(row.get("location").textValue()).isEqualTo(broken.toString());
    assertThat(row.get("reason").textValue()).isEqualTo("holds no jar");
    assertThat(row.get("action").textValue()).startsWith("install");
  }

  @Test
  void whereNothingIsInstalledThePlaceIsNamed() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("transports"));

    CommandRun.Result result = run("transports");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEqualTo("No transport is installed in " + empty + ".\n");
  }

  @Test
  void aHomeWithoutTransportsIsNamed() {
    CommandRun.Result result = run("transports", "--home", "/nowhere");

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out()).contains("broken  /nowhere/transports", "    Does not exist.");
  }

  /** With what is installed below the directory. */
  private CommandRun.Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, Map.of());
    int exitCode =
        AcsExport.run(
            new Surroundings(
                terminal,
                InputStream.nullInputStream(),
                false,
                Map.of(),
                Clock.systemUTC(),
                directory,
                TransportCatalog::load,
                arguments -> List.of()),
            args);
    return new CommandRun.Result(exitCode, out.toString(), err.toString());
  }
}
