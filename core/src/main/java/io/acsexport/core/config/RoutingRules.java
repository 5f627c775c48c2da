package io.acsexport.core.config;

import io.acsexport.core.routing.CloudEventAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a destination's routing must fulfil beside the attributes of the installation. */
final class RoutingRules {

  private final Problems problems;
  private final Set<String> attributes;

  /** For an installation with attributes of these names. */
  RoutingRules(Problems problems, Set<String> attributes) {
    this.problems = problems;
    this.attributes = new TreeSet<>(attributes);
  }

  /** Checks one destination. */
  void check(ResolvedSettings destination) {
    filter(destination.group("include"));
    filter(destination.group("exclude"));
    if (destination.string("format").equals(EngineSettings.CLOUD_EVENTS)) {
      cloudEventNames();
    }
  }

  private void filter(ResolvedSettings patterns) {
    for (String name : patterns.nativeProperties("attributes").reveal().keySet()) {
      if (!attributes.contains(name)) {
        problems.add(
            patterns.path() + ".attributes." + name,
            "is no attribute of this installation"
                + NearestName.hint(name, attributes)
                + "; the block 'attributes' has "
                + (attributes.isEmpty() ? "none" : String.join(", ", attributes)));
      }
    }
  }

  private void cloudEventNames() {
    Map<String, String> taken = new HashMap<>();
    for (String name : attributes) {
      String other = taken.putIfAbsent(CloudEventAttributes.ofAttribute(name), name);
      if (other != null) {
        problems.add(
            EngineSettings.ROOT + ".attributes." + name,
            "and '"
                + other
                + "' have the same name in the format cloudevents, "
                + CloudEventAttributes.ofAttribute(name)
                + "; rename one");
      }
    }
  }
}
