package io.acsexport.example.consumer;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The ids of the newest events, to know those that come again. Repeats follow soon after the first
 * (a broker that failed over, a consumer that restarted), so a bounded number does; it should cover
 * at least what the broker may deliver again.
 */
final class RecentIds {

  private final int most;
  private final Set<String> ids = new LinkedHashSet<>();

  RecentIds(int most) {
    this.most = most;
  }

  boolean contains(String id) {
    return ids.contains(id);
  }

  /** Remembers an id, and forgets the oldest where there are too many. */
  void add(String id) {
    ids.add(id);
    if (ids.size() > most) {
      Iterator<String> oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
