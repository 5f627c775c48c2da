package io.acsexport.cli;

import io.acsexport.core.spool.SpoolInspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code spool stats} and {@code spool check} look at: a spool and its dead letters. */
final class SpoolLook {

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description = "The spool to look at. Default: that of the configuration.")
  private @Nullable Path spool;

  /**
   * What was found.
   *
   * @param deadLetters what lies in the dead letters' logs, by destination
   */
  record Found(
      Path directory,
      SpoolInspection.Findings spool,
      Map<String, SpoolInspection.Findings> deadLetters) {

    boolean isWhole() {
      return spool.problems().isEmpty()
          && deadLetters.values().stream().allMatch(each -> each.problems().isEmpty());
    }
  }

  Found look(AcsExport root) throws CommandException, InterruptedException {
    Path directory = spool != null ? spool.toAbsolutePath() : configured(root);
    try {
      SpoolInspection.Findings found = SpoolInspection.look(directory);
      Map<String, SpoolInspection.Findings> letters = new TreeMap<>();
      Path folder = directory.resolve("dead-letters");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> each = Files.list(folder)) {
          for (Path log : each.toList()) {
            letters.put(String.valueOf(log.getFileName()), SpoolInspection.look(log));
          }
        }
      }
      return new Found(directory, found, letters);
    } catch (NoSuchFileException e) {
      throw new CommandException(ExitCode.NO_INPUT, "There is no spool in " + directory + ".", e);
    } catch (IOException e) {
      throw Running.failed(e);
    }
  }

  private static Path configured(AcsExport root) throws CommandException {
    try (Installation installation = Installation.open(root)) {
      return installation.config().spool().directory();
    }
  }
}
