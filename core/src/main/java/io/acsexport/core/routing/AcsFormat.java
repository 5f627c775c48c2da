package io.acsexport.core.routing;

import io.acsexport.core.event.ExportEvent;
import org.jspecify.annotations.Nullable;

/** The stock buses' bytes. The media type, too, is that of the stock RabbitMQ bus. */
final class AcsFormat implements EventFormat {

  @Override
  public String contentType() {
    return "text/plain";
  }

  @Override
  public byte @Nullable [] body(ExportEvent event) {
    return event.body();
  }
}
