package io.acsexport.core.engine;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/**
 * What became of the destinations of an exporter that was given another configuration. All others
 * went on undisturbed.
 *
 * @param added begun
 * @param removed ended; their backlog is kept
 * @param changed ended and begun again at their own place
 * @param waiting to be removed or begun again, once their transport has let go of its thread: the
 *     configuration has to be given again
 * @param restart keys that the exporter goes on without, because they need a restart
 */
public record Reconfiguration(
    SortedSet<String> added,
    SortedSet<String> removed,
    SortedSet<String> changed,
    SortedSet<String> waiting,
    List<String> restart) {

  /** Of an exporter that went on as it was. */
  static Reconfiguration none(List<String> restart) {
    return new Reconfiguration(
        Collections.emptySortedSet(),
        Collections.emptySortedSet(),
        Collections.emptySortedSet(),
        Collections.emptySortedSet(),
        restart);
  }

  /** Whether any destination is another now. */
  public boolean changedAny() {
    return !added.isEmpty() || !removed.isEmpty() || !changed.isEmpty();
  }
}
