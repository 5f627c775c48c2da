package io.acsexport.core.routing;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which events a destination takes.
 *
 * <p>Category, type and resource type of the event and each attribute of the installation are
 * judged alone; an event is taken if all pass. A property passes if the include list is empty or
 * one of its patterns matches, and no pattern of the exclude list matches. So {@code include {
 * category = [ActionEvent], type = ["VM.*"] }} takes what is both, and every line of {@code
 * exclude} removes more.
 *
 * <p>In a pattern {@code *} stands for any run of characters and {@code ?} for one. Case does not
 * matter, as in ACS's own topic matching. A property that ACS left out counts as the empty text:
 * only {@code *} matches it.
 *
 * <p>Attributes are the same for all events of an installation: a filter by them opens or closes a
 * destination as a whole, for a file that several installations share.
 *
 * @param include what must match
 * @param exclude what must not; it wins
 */
public record EventFilter(Selection include, Selection exclude) {

  /** Takes every event. */
  public static EventFilter all() {
    return new EventFilter(Selection.none(), Selection.none());
  }

  /**
   * Why an event with these properties is not taken; null where it is, and then nothing is
   * allocated. Of several rules the first, in the order category, type, resource type.
   */
  public @Nullable Refusal refusal(
      @Nullable String category, @Nullable String type, @Nullable String resourceType) {
    Refusal refusal = judge("category", include.categories(), exclude.categories(), category);
    if (refusal == null) {
      refusal = judge("type", include.types(), exclude.types(), type);
    }
    if (refusal == null) {
      refusal =
          judge("resource-type", include.resourceTypes(), exclude.resourceTypes(), resourceType);
    }
    return refusal;
  }

  /** Why nothing is taken in an installation with these attributes; null where events are. */
  public @Nullable Refusal refusal(Map<String, String> attributes) {
    TreeMap<String, List<String>> names = new TreeMap<>(include.attributes());
    names.putAll(exclude.attributes());
    for (String name : names.keySet()) {
      Refusal refusal =
          judge(
              "attributes." + name,
              include.attributes().getOrDefault(name, List.of()),
              exclude.attributes().getOrDefault(name, List.of()),
              attributes.get(name));
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private static @Nullable Refusal judge(
      String property, List<String> included, List<String> excluded, @Nullable String value) {
    String text = value == null ? "" : value;
    if (!included.isEmpty() && Glob.firstMatch(included, text) == null) {
      return new Refusal("include." + property, included, null, text);
    }
    String culprit = Glob.firstMatch(excluded, text);
    return culprit == null ? null : new Refusal("exclude." + property, excluded, culprit, text);
  }

  /**
   * The rule that keeps an event out.
   *
   * @param rule its key in the destination's block, such as {@code include.type}
   * @param patterns what stands there
   * @param matched the pattern that excluded the event, or null where none of those of {@code
   *     include} matched
   * @param value what they were compared with; empty where ACS left it out
   */
  public record Refusal(
      String rule, List<String> patterns, @Nullable String matched, String value) {

    /** One sentence without its full stop. */
    @Override
    public String toString() {
      String subject = rule + ": " + (value.isEmpty() ? "it has none, which" : "'" + value + "'");
      return matched == null
          ? subject + " matches none of " + String.join(", ", patterns)
          : subject + " matches " + matched;
    }
  }

  /**
   * One block of patterns; an empty list says nothing about its property.
   *
   * @param categories such as {@code UsageEvent}
   * @param types such as {@code VM.*}
   * @param resourceTypes such as {@code VirtualMachine}
   * @param attributes patterns for attributes of the installation, by their names
   */
  public record Selection(
      List<String> categories,
      List<String> types,
      List<String> resourceTypes,
      Map<String, List<String>> attributes) {

    /** Copies the lists. */
    public Selection {
      categories = List.copyOf(categories);
      types = List.copyOf(types);
      resourceTypes = List.copyOf(resourceTypes);
      TreeMap<String, List<String>> copies = new TreeMap<>();
      attributes.forEach((name, patterns) -> copies.put(name, List.copyOf(patterns)));
      attributes = Collections.unmodifiableMap(copies);
    }

    /** The block of an operator who wrote nothing. */
    public static Selection none() {
      return new Selection(List.of(), List.of(), List.of(), Map.of());
    }
  }
}
