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
    assertThat(text.out()).containsPattern("memory +1\\.2\\.3");
    assertThat(json.get("name").textValue()).isEqualTo("memory");
    assertThat(json.get("state").textValue()).isEqualTo("usable");
  }

  @Test
  void aBrokenOneIsNamedWithItsFolderAndTheReason() throws IOException {
    Path broken = Files.createDirectories(directory.resolve("transports").resolve("broken"));
    Files.writeString(broken.resolve("broken.jar"), "no archive");
    StringWriter out = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out), new PrintWriter(new StringWriter()), false, false, Map.of());

    int exitCode =
        AcsExport.run(
            new Surroundings(
                terminal,
                InputStream.nullInputStream(),
                Map.of(),
                Clock.systemUTC(),
                directory,
                TransportCatalog::load),
            "transports");

    assertThat(exitCode).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(out.toString()).contains("unusable").contains(broken.toString());
  }
}
