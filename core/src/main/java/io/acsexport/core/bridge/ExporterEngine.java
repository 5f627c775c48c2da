package io.acsexport.core.bridge;

import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.PublishRefusedException;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.event.ExportEvent.AcsReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The exporter as the bridge sees an engine. */
record ExporterEngine(Exporter exporter) implements Engine {

  @Override
  public @Nullable String publish(
      @Nullable String id,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      @Nullable String body,
      @Nullable AcsReference reference) {
    try {
      exporter.publish(
          new PublishRequest(
              id, category, type, source, resourceType, resourceUuid, body, reference));
      return null;
    } catch (PublishRefusedException e) {
      return e.reason() + ": " + e.getMessage();
    }
  }

  @Override
  public void start() {
    exporter.start();
  }

  @Override
  public boolean stop(Duration drain) {
    return exporter.stop(drain);
  }

  @Override
  public String status() {
    return exporter.status().toString();
  }
}
