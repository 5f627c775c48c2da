package io.acsexport.testing.check;

import io.acsexport.testing.CapturedEvent;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What must arrive for a published event.
 *
 * @param key the resource's UUID, or null
 * @param body the description with its session key masked, or null
 * @param maskedValues how many values were masked
 */
public record Expected(@Nullable String key, @Nullable String body, int maskedValues) {

  // On purpose not the engine's own redaction: captured events hold no other secret than this one.
  private static final Pattern SESSION_KEY = Pattern.compile("(\"sessionkey\":)\"[^\"]*\"");

  /** For an event of which nobody said what is secret in it; see {@link Unmasking}. */
  public static Expected unmasked(CapturedEvent event) {
    return new Expected(event.resourceUuid(), event.description(), 0);
  }

  /** For a captured event. */
  public static Expected of(CapturedEvent event) {
    String description = event.description();
    if (description == null) {
      return new Expected(event.resourceUuid(), null, 0);
    }
    int masked = (int) SESSION_KEY.matcher(description).results().count();
    String body = SESSION_KEY.matcher(description).replaceAll("$1\"****\"");
    return new Expected(event.resourceUuid(), body, masked);
  }
}
