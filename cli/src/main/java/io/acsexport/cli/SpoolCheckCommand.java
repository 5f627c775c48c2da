package io.acsexport.cli;

import io.acsexport.core.spool.SpoolInspection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acs-export spool check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Reads every record and names what is damaged.")
final class SpoolCheckCommand implements Callable<Integer> {

  private final AcsExport root;

  @Mixin private SpoolLook look = new SpoolLook();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  SpoolCheckCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    SpoolLook.Found found = look.look(root);
    List<String> problems = new ArrayList<>(found.spool().problems());
    long records = found.spool().records();
    long damaged = found.spool().damaged();
    for (Map.Entry<String, SpoolInspection.Findings> log : found.deadLetters().entrySet()) {
      records += log.getValue().records();
      damaged += log.getValue().damaged();
      log.getValue()
          .problems()
          .forEach(problem -> problems.add("Dead letters of " + log.getKey() + ": " + problem));
    }
    if (json) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("ok", problems.isEmpty());
      document.put("directory", found.directory().toString());
      document.put("records", records);
      document.put("damaged", damaged);
      document.put("problems", problems);
      root.terminal().print(Json.document(document));
    } else {
      problems.forEach(problem -> root.terminal().print(SafeText.oneLine(problem)));
      root.terminal()
          .print(
              Wording.count(records, "record")
                  + " can be read, "
                  + damaged
                  + " cannot"
                  + (problems.isEmpty() ? ". No damage." : "."));
    }
    return problems.isEmpty() ? ExitCode.OK : ExitCode.DATA;
  }
}
