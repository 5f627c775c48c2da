package io.acsexport.core.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.ExporterHealth;
import io.acsexport.core.engine.ExporterStatus;
import io.acsexport.core.http.Response;
import io.acsexport.core.metrics.ExporterMetrics;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What monitoring reads over HTTP. Thread-safe. */
record StatusPages(Exporter exporter) implements Function<String, @Nullable Response> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public @Nullable Response apply(String path) {
    return switch (path) {
      case "/" ->
          Response.text(200, "acs-export " + ExporterMetrics.version() + ": /metrics /health");
      case "/metrics" -> new Response(200, ExporterMetrics.CONTENT_TYPE, exporter.metrics());
      case "/health" -> health();
      default -> null;
    };
  }

  private Response health() {
    ExporterStatus status = exporter.status();
    ExporterHealth health = ExporterHealth.of(status);
    ObjectNode document = JSON.createObjectNode();
    document.put("status", health.isHealthy() ? "ok" : "failing");
    document.put("version", ExporterMetrics.version());
    document.put("node", status.node());
    ArrayNode reasons = document.putArray("reasons");
    for (ExporterHealth.Reason reason : health.reasons()) {
      reasons
          .addObject()
          .put("subject", reason.subject())
          .put("code", reason.code())
          .put("detail", reason.detail())
          .put("remedy", reason.remedy());
    }
    try {
      String body = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
      return new Response(health.isHealthy() ? 200 : 503, "application/json", body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and arrays can always be written", e);
    }
  }
}
