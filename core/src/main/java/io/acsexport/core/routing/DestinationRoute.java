package io.acsexport.core.routing;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wrote about the way of events to one destination. Thread-safe.
 *
 * @param destination its name
 * @param filter which events it takes
 * @param key how messages get their ordering key
 * @param templates its settings that are templates, as {@link RouteTemplates} reads them
 * @param format how bodies look
 */
public record DestinationRoute(
    String destination,
    EventFilter filter,
    OrderingKey key,
    Map<String, Template> templates,
    EventFormat format) {

  /** Copies the map, order included. */
  public DestinationRoute {
    templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
  }

  /** The expanded templates where no event changes them, as with a fixed topic; else null. */
  @Nullable Map<String, String> constant() {
    if (!templates.values().stream().allMatch(Template::isConstant)) {
      return null;
    }
    EventParts anyEvent = new EventParts("", "", null, null, null, null, null, Map.of());
    Map<String, String> expanded = new HashMap<>();
    templates.forEach((key, template) -> expanded.put(key, template.expand(anyEvent)));
    return Map.copyOf(expanded);
  }
}
