package io.acsexport.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.core.plugin.TransportCatalog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines with a configuration and a transport in memory. */
final class CommandRun {

  final MemoryTransport memory = new MemoryTransport();
  final Map<String, String> environment = new HashMap<>();
  private final Path directory;
  private boolean terminal;
  private String input = "";

  /**
   * What a command line led to.
   *
   * @param out standard output
   * @param err standard error
   */
  record Result(int exitCode, String out, String err) {

    JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + out, e);
      }
    }
  }

  CommandRun(Path directory) {
    this.directory = directory;
  }

  /** Writes the configuration file; destinations in HOCON. */
  CommandRun withDestinations(String destinations) {
    return withConfiguration(
        "acs-export {\n  destinations {\n"
            + destinations
            + "\n  }\n  spool { directory = "
            + "\""
            + directory.resolve("spool")
            + "\", min-free = 1 MiB }\n}\n");
  }

  CommandRun withConfiguration(String text) {
    try {
      Files.writeString(config(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  CommandRun withInput(String text) {
    input = text;
    return this;
  }

  CommandRun onTerminal() {
    terminal = true;
    return this;
  }

  Path config() {
    return directory.resolve("acs-export.conf");
  }

  /** Runs with the configuration file named. */
  Result run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--config");
    all.add(config().toString());
    return runBare(all.toArray(String[]::new));
  }

  /** Runs exactly this. */
  Result runBare(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new Terminal(
                new PrintWriter(out), new PrintWriter(err), terminal, terminal, environment),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            terminal,
            environment,
            Clock.systemUTC(),
            directory,
            home -> TransportCatalog.of(memory),
            arguments -> List.of());
    int exitCode = AcsExport.run(surroundings, args);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
