package io.acsexport.cli;

import io.acsexport.cli.cloudstack.UnreadableFileException;
import io.acsexport.cli.migration.Migration;
import io.acsexport.cli.migration.NextSteps;
import io.acsexport.cli.migration.PrivateFiles;
import io.acsexport.cli.migration.SecretFile;
import io.acsexport.cli.migration.StockSetup;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acs-export import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Makes a configuration of that of CloudStack's own event buses.",
    description = {
      "Reads the beans of CloudStack's buses for Kafka and RabbitMQ and kafka.producer.properties, and"
          + " writes a configuration that sends the same to the same places. Comments tell what"
          + " changed; passwords go into files of their own beside it; what cannot be read is named.",
      "Then says which bean to remove, where, and in which order. Changes nothing of CloudStack's."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export import                       Shows what it would be; writes nothing.",
      "  acs-export import --output /etc/acs-export/imported.conf",
      "                                          Writes it, to be looked at before it is in force.",
      "  acs-export import --from kafka.producer.properties --output new.conf",
      "                                          From this file alone."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The configuration is complete.",
      ExitCode.USAGE_LINE,
      "65:A file cannot be understood, or the configuration lacks values that it could not read.",
      "66:There is nothing to import, or a file cannot be read.",
      ExitCode.SOFTWARE_LINE,
      "74:The files could not be written, or are there already."
    })
final class ImportCommand implements Callable<Integer> {

  private static final Path STANDARD_PLACE = Path.of("/etc/cloudstack/management");
  private static final String SUGGESTED_NAME = "imported.conf";

  /** The group of the user that the packages run CloudStack as. */
  private static final String GROUP = "cloud";

  private final AcsExport root;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Bean file, properties file, or a folder with both; may be given several times. Default:"
              + " /etc/cloudstack/management.")
  private List<Path> from = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write the configuration. Default: standard output, without secrets.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace files that are there.")
  private boolean force;

  @Option(names = "--dry-run", description = "Write nothing; show what would be written.")
  private boolean dryRun;

  ImportCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException {
    StockSetup setup = read();
    Migration migration = Migration.of(setup);
    Path inForce = root.configFile();
    if (output == null || dryRun) {
      Path target = output == null ? inForce.resolveSibling(SUGGESTED_NAME) : output;
      root.terminal().out().print(migration.text());
      report(migration, target, "would be written").forEach(this::aside);
      NextSteps.of(setup, migration, target, inForce).forEach(this::aside);
    } else {
      PrivateFiles files = write(migration, output);
      report(migration, output, "written, mode " + files.mode()).forEach(this::result);
      if (!files.readableByGroup()) {
        result("The user who runs CloudStack must be able to read them: give them to its group");
        result("with mode 0640 (root:" + GROUP + " where CloudStack is installed from packages).");
        result("");
      }
      NextSteps.of(setup, migration, output, inForce).forEach(this::result);
    }
    return migration.missing().isEmpty() ? ExitCode.OK : ExitCode.DATA;
  }

  private StockSetup read() throws CommandException {
    List<Path> places = from.isEmpty() ? List.of(STANDARD_PLACE) : from;
    for (Path place : places) {
      if (!Files.exists(place)) {
        throw nothing("There is no " + place + ".");
      }
    }
    try {
      StockSetup setup = StockSetup.read(places);
      if (setup.isEmpty()) {
        throw nothing(
            "No bean of CloudStack's buses for Kafka and RabbitMQ and no kafka.producer.properties"
                + " in "
                + places.stream().map(Path::toString).collect(Collectors.joining(", "))
                + ".");
      }
      return setup;
    } catch (UnreadableFileException e) {
      int code = e.getCause() instanceof IOException ? ExitCode.NO_INPUT : ExitCode.DATA;
      throw new CommandException(code, Wording.sentence(e.reason()), e);
    }
  }

  private static CommandException nothing(String what) {
    return new CommandException(
        ExitCode.NO_INPUT,
        SafeText.oneLine(what)
            + "\nName the bean file, usually META-INF/cloudstack/event/spring-event-bus-context.xml,"
            + " or kafka.producer.properties with --from.");
  }

  /** Secrets first: a configuration that is there can be used. */
  private PrivateFiles write(Migration migration, Path target) throws CommandException {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      throw new CommandException(
          ExitCode.IO, "There is no folder for " + SafeText.oneLine(target + ": make it first."));
    }
    Map<String, String> contents = new LinkedHashMap<>();
    for (SecretFile secret : migration.secrets()) {
      contents.put(secret.name(), secret.content() + "\n");
    }
    contents.put(name.toString(), migration.text());
    PrivateFiles files = new PrivateFiles(folder, force, GROUP);
    try {
      files.write(contents);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.IO,
          SafeText.oneLine(e.getFile())
              + " is there already; nothing was written.\nName another file with --output, or give"
              + " --force to replace it and its secret files.",
          e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new CommandException(
          ExitCode.IO, "The files could not be written: " + SafeText.oneLine(e.toString()), e);
    }
    return files;
  }

  private static List<String> report(Migration migration, Path target, String what) {
    List<String> lines = new ArrayList<>();
    lines.add(target + ": " + what);
    for (SecretFile secret : migration.secrets()) {
      lines.add(target.resolveSibling(secret.name()) + ": " + what);
    }
    if (!migration.missing().isEmpty()) {
      lines.add("");
      lines.add("Missing, before it can be used:");
      migration.missing().forEach(each -> lines.add("  - " + each));
    }
    if (!migration.remarks().isEmpty()) {
      lines.add("");
      lines.add("Seen besides:");
      migration.remarks().forEach(each -> lines.add("  - " + each));
    }
    lines.add("");
    return lines;
  }

  private void result(String line) {
    root.terminal().print(SafeText.oneLine(line));
  }

  private void aside(String line) {
    root.terminal().complain(SafeText.oneLine(line));
  }
}
