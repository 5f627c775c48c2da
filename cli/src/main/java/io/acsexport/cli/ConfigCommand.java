package io.acsexport.cli;

import io.acsexport.core.config.EffectiveConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acs-export config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Prints the configuration as it applies, without its secrets.",
    description = {
      "What was written, what is included or comes from the environment, and every default, each with"
          + " its origin.",
      "Secrets are printed as ****."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  acs-export config                   The configuration in effect, in its own language.",
      "  acs-export config -c new.conf       What would apply with another file.",
      "  acs-export config --json            Every key with value and origin, for machines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Printed.",
      ExitCode.USAGE_LINE,
      ExitCode.SOFTWARE_LINE,
      ExitCode.CONFIGURATION_LINE
    })
final class ConfigCommand implements Callable<Integer> {

  private final AcsExport root;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  ConfigCommand(AcsExport root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CommandException {
    try (Installation installation = Installation.open(root)) {
      EffectiveConfiguration effective = installation.configuration().effective();
      if (json) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("file", root.configFile().toAbsolutePath().toString());
        document.put("settings", effective.entries());
        root.terminal().print(Json.document(document));
      } else {
        root.terminal().print(effective.toHocon().stripTrailing());
      }
      return ExitCode.OK;
    }
  }
}
