package io.acsexport.cli;

import io.acsexport.cli.host.HostReport;
import io.acsexport.core.config.ConfigurationProblem;
import io.acsexport.transport.Notice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check.
 *
 * @param file the configuration that was looked at
 * @param offline whether brokers were left alone
 * @param problems why it cannot be used; empty where it can
 * @param notices what concerns no single destination
 * @param host what was found on this machine
 * @param destinations what was found at each
 */
record CheckReport(
    String file,
    boolean offline,
    List<ConfigurationProblem> problems,
    List<Notice> notices,
    HostReport host,
    List<DestinationFindings> destinations) {

  /** Adds what the transports found wrong with their settings to the problems. */
  static CheckReport of(
      String file,
      boolean offline,
      List<Notice> notices,
      HostReport host,
      List<DestinationFindings> destinations) {
    List<ConfigurationProblem> problems =
        destinations.stream().flatMap(destination -> destination.problems().stream()).toList();
    return new CheckReport(file, offline, problems, notices, host, destinations);
  }

  int exitCode() {
    if (!problems.isEmpty()) {
      return ExitCode.CONFIGURATION;
    }
    return host.ok() && destinations.stream().allMatch(DestinationFindings::ok)
        ? ExitCode.OK
        : ExitCode.UNAVAILABLE;
  }

  /** Problems of the configuration go where errors go, all else is the result. */
  void print(Terminal terminal) {
    for (ConfigurationProblem problem : problems) {
      terminal.complain(SafeText.oneLine(problem.toString()));
    }
    notices.forEach(notice -> print(terminal, notice, ""));
    if (!host.notices().isEmpty()) {
      terminal.print(terminal.styled("bold", "host"));
      host.notices().forEach(notice -> print(terminal, notice, "  "));
    }
    for (DestinationFindings destination : destinations) {
      terminal.print(
          terminal.styled("bold", destination.name()) + " (" + destination.transport() + ")");
      destination.notices().forEach(notice -> print(terminal, notice, "  "));
    }
    terminal.print(verdict());
  }

  private String verdict() {
    if (!problems.isEmpty()) {
      return file + " cannot be used: " + Wording.count(problems.size(), "problem") + ".";
    }
    long failing = destinations.stream().filter(destination -> !destination.ok()).count();
    if (failing > 0) {
      return failing
          + " of "
          + Wording.count(destinations.size(), "destination")
          + " would not deliver.";
    }
    if (!host.ok()) {
      return "Something on this machine is in the way of the exporter.";
    }
    String scope = Wording.count(destinations.size(), "destination");
    long warnings =
        Stream.of(
                notices.stream(),
                host.notices().stream(),
                destinations.stream().flatMap(destination -> destination.notices().stream()))
            .flatMap(each -> each)
            .filter(notice -> notice.level() == Notice.Level.WARNING)
            .count();
    return (offline ? file + " can be used: " : "Would deliver: ")
        + scope
        + (warnings > 0 ? ", " + Wording.count(warnings, "warning") : "")
        + (offline ? ". No broker was asked." : ".");
  }

  private static void print(Terminal terminal, Notice notice, String indent) {
    String style =
        switch (notice.level()) {
          case INFO -> "fg(green)";
          case WARNING -> "fg(yellow)";
          case ERROR -> "fg(red),bold";
        };
    String level = String.format("%-7s", notice.level());
    terminal.print(
        indent
            + terminal.styled(style, level)
            + "  "
            + SafeText.oneLine(notice.subject())
            + ": "
            + SafeText.oneLine(notice.message()));
    if (!notice.remedy().isEmpty()) {
      terminal.print(indent + " ".repeat(9) + SafeText.oneLine(notice.remedy()));
    }
  }

  /** Field names of this form are kept: programs read them. */
  Map<String, @Nullable Object> asJson() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("ok", exitCode() == ExitCode.OK);
    document.put("exitCode", exitCode());
    document.put("file", file);
    document.put("offline", offline);
    document.put("problems", problems);
    document.put("notices", notices.stream().map(CheckReport::asJson).toList());
    document.put("host", asJson(host));
    document.put("destinations", destinations.stream().map(CheckReport::asJson).toList());
    return document;
  }

  private static Map<String, @Nullable Object> asJson(HostReport host) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("cloudStack", host.release());
    document.put("ok", host.ok());
    document.put("notices", host.notices().stream().map(CheckReport::asJson).toList());
    return document;
  }

  private static Map<String, Object> asJson(DestinationFindings destination) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", destination.name());
    document.put("transport", destination.transport());
    document.put("ok", destination.ok());
    document.put("notices", destination.notices().stream().map(CheckReport::asJson).toList());
    return document;
  }

  private static Map<String, Object> asJson(Notice notice) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("level", notice.level().name().toLowerCase(Locale.ROOT));
    document.put("subject", notice.subject());
    document.put("message", notice.message());
    document.put("remedy", notice.remedy());
    return document;
  }
}
