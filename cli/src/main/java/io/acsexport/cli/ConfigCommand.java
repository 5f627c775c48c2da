package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.config.EffectiveConfiguration;
import io.acsexport.transport.SettingException;
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
      EffectiveConfiguration effective = effective(installation);
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

  /** With what a properties file, say, puts in place of a default. */
  private EffectiveConfiguration effective(Installation installation) {
    EffectiveConfiguration effective = installation.configuration().effective();
    for (DestinationConfig destination : installation.config().destinations()) {
      try {
        effective =
            effective.withImplied(
                destination.name(), destination.provider().implied(destination.settings()));
      } catch (SettingException e) {
        // The rest is all the more of interest; 'check' names it with its line.
        root.terminal()
            .complain(
                SafeText.oneLine(
                    "Some defaults of destination '"
                        + destination.name()
                        + "' may not count: "
                        + e.getMessage()));
      }
    }
    return effective;
  }
}
