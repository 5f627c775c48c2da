package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.engine.RoutePreview.Preview;
import io.acsexport.core.engine.RoutePreview.Verdict;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.routing.EventFilter.Refusal;
import io.acsexport.core.routing.MessageHeaders;
import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Settings;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what would become of events, for people or as lines of JSON.
 *
 * @param implied settings that others decide, by destination and key
 */
record PreviewPrinter(
    Terminal terminal,
    Map<String, Map<String, ImpliedSetting>> implied,
    boolean body,
    boolean json) {

  void print(long line, Preview preview, List<String> unknownFields) {
    if (json) {
      terminal.print(Json.line(asJson(line, preview, unknownFields)));
      return;
    }
    ExportEvent event = preview.event();
    terminal.print(
        "line "
            + line
            + ": "
            + terminal.styled("bold", part(event.type()))
            + " "
            + part(event.category())
            + " "
            + part(event.resourceType())
            + " "
            + part(event.resourceUuid())
            + (preview.masked() == 0
                ? ""
                : "; " + Wording.count(preview.masked(), "value") + " masked"));
    for (String field : unknownFields) {
      terminal.print("  field '" + SafeText.oneLine(field) + "' is unknown and not sent");
    }
    preview.verdicts().forEach(this::print);
  }

  /** A line that says nothing of any destination, also among the results for machines. */
  void printProblem(long line, String kind, String reason) {
    terminal.complain("line " + line + ": " + SafeText.oneLine(reason));
    if (json) {
      Map<String, Object> problem = new LinkedHashMap<>();
      problem.put("line", line);
      problem.put("kind", kind);
      problem.put("problem", reason);
      terminal.print(Json.line(problem));
    }
  }

  private void print(Verdict verdict) {
    DestinationConfig destination = verdict.destination();
    String name = "  " + destination.name() + " (" + destination.provider().name() + ") ";
    OutboundMessage message = verdict.message();
    if (message == null) {
      terminal.print(name + "does not take it");
      terminal.print("    " + SafeText.oneLine(String.valueOf(verdict.refusal())));
      return;
    }
    terminal.print(name + terminal.styled("fg(green)", "takes it"));
    route(destination, message)
        .forEach((key, value) -> printPart(key, value + source(destination, key)));
    printPart("key", message.key() == null ? "none, and no order" : message.key());
    printPart(
        "format",
        destination.format().name()
            + ", "
            + message.contentType()
            + ", "
            + Wording.count(message.bodyLength(), "byte"));
    headers(message).forEach((header, value) -> printPart(header, value));
    if (body) {
      printPart("body", text(message) == null ? "none" : String.valueOf(text(message)));
    }
  }

  private void printPart(String name, String value) {
    terminal.print(String.format("    %-18s %s", name, SafeText.oneLine(value)));
  }

  /** Field names of this form are kept: programs read them. */
  private Map<String, @Nullable Object> asJson(
      long line, Preview preview, List<String> unknownFields) {
    ExportEvent event = preview.event();
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("line", line);
    result.put("id", event.id());
    result.put("category", event.category());
    result.put("type", event.type());
    result.put("resourceType", event.resourceType());
    result.put("resourceUuid", event.resourceUuid());
    result.put("masked", preview.masked());
    result.put("unknownFields", unknownFields);
    result.put("destinations", preview.verdicts().stream().map(this::asJson).toList());
    return result;
  }

  private Map<String, @Nullable Object> asJson(Verdict verdict) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("destination", verdict.destination().name());
    result.put("transport", verdict.destination().provider().name());
    OutboundMessage message = verdict.message();
    Refusal refusal = verdict.refusal();
    result.put("taken", message != null);
    if (refusal != null) {
      result.put("rule", refusal.rule());
      result.put("patterns", refusal.patterns());
      result.put("matched", refusal.matched());
      result.put("value", refusal.value());
    }
    if (message != null) {
      result.put("route", route(verdict.destination(), message));
      result.put("key", message.key());
      result.put("format", verdict.destination().format().name());
      result.put("contentType", message.contentType());
      result.put("headers", headers(message));
      result.put("body", text(message));
    }
    return result;
  }

  /** Without those that only a stored event has. */
  private static Map<String, String> headers(OutboundMessage message) {
    Map<String, String> headers = new LinkedHashMap<>(message.headers());
    headers.remove(MessageHeaders.ACCEPTED);
    headers.remove(MessageHeaders.SEQUENCE);
    return headers;
  }

  private static @Nullable String text(OutboundMessage message) {
    byte[] bytes = message.body();
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private Map<String, String> route(DestinationConfig destination, OutboundMessage message) {
    Map<String, String> route = new TreeMap<>(message.route());
    implied(destination).forEach((key, setting) -> route.replace(key, setting.value()));
    return route;
  }

  private String source(DestinationConfig destination, String key) {
    ImpliedSetting setting = implied(destination).get(key);
    if (setting != null) {
      return "  (from " + setting.by() + ")";
    }
    return isExplicit(destination.settings(), key) ? "" : "  (default)";
  }

  private Map<String, ImpliedSetting> implied(DestinationConfig destination) {
    return implied.getOrDefault(destination.name(), Map.of());
  }

  /** Templates inside blocks are named with dots. */
  private static boolean isExplicit(Settings settings, String key) {
    int dot = key.indexOf('.');
    return dot < 0
        ? settings.isExplicit(key)
        : isExplicit(settings.group(key.substring(0, dot)), key.substring(dot + 1));
  }

  private static String part(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : SafeText.oneLine(text);
  }
}
