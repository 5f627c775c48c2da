package io.acsexport.core.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events a destination takes.
 *
 * <p>Category, type and resource type are each judged alone; an event is taken if all three pass. A
 * property passes if the include list is empty or one of its patterns matches, and no pattern of
 * the exclude list matches. So {@code include { category = [ActionEvent], type = ["VM.*"] }} takes
 * what is both, and every line of {@code exclude} removes more.
 *
 * <p>In a pattern {@code *} stands for any run of characters and {@code ?} for one. Case does not
 * matter, as in ACS's own topic matching. A property that ACS left out counts as the empty text:
 * only {@code *} matches it.
 *
 * @param include what must match
 * @param exclude what must not; it wins
 */
public record EventFilter(Selection include, Selection exclude) {

  /** Takes every event. */
  public static EventFilter all() {
    return new EventFilter(Selection.none(), Selection.none());
  }

  /** Whether an event with these properties is taken. Allocates nothing. */
  public boolean accepts(
      @Nullable String category, @Nullable String type, @Nullable String resourceType) {
    return passes(include.categories(), exclude.categories(), category)
        && passes(include.types(), exclude.types(), type)
        && passes(include.resourceTypes(), exclude.resourceTypes(), resourceType);
  }

  private static boolean passes(
      List<String> included, List<String> excluded, @Nullable String value) {
    String text = value == null ? "" : value;
    return (included.isEmpty() || Glob.anyMatches(included, text))
        && !Glob.anyMatches(excluded, text);
  }

  /**
   * One block of patterns; an empty list says nothing about its property.
   *
   * @param categories such as {@code UsageEvent}
   * @param types such as {@code VM.*}
   * @param resourceTypes such as {@code VirtualMachine}
   */
  public record Selection(List<String> categories, List<String> types, List<String> resourceTypes) {

    /** Copies the lists. */
    public Selection {
      categories = List.copyOf(categories);
      types = List.copyOf(types);
      resourceTypes = List.copyOf(resourceTypes);
    }

    /** The block of an operator who wrote nothing. */
    public static Selection none() {
      return new Selection(List.of(), List.of(), List.of());
    }
  }
}
