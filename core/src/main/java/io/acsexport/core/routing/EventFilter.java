package io.acsexport.core.routing;

import java.util.List;

/** Stand-in. */
public record EventFilter(Patterns include, Patterns exclude) {
  public record Patterns(List<String> category, List<String> type, List<String> resourceType) {}
}
