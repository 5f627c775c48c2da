package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One change of the destinations, from those there are to those that are wanted. */
final class Handover {

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  private final SortedMap<String, Destination> destinations;
  private final Surroundings surroundings;
  private final Map<String, DestinationConfig> wanted = new TreeMap<>();
  private final SortedSet<String> added = new TreeSet<>();
  private final SortedSet<String> removed = new TreeSet<>();
  private final SortedSet<String> changed = new TreeSet<>();
  private final SortedSet<String> waiting = new TreeSet<>();
  private @Nullable IOException failure;

  /** From these, a map of this object's own. */
  Handover(SortedMap<String, Destination> destinations, Surroundings surroundings) {
    this.destinations = destinations;
    this.surroundings = surroundings;
  }

  void want(DestinationConfig config) {
    wanted.put(config.name(), config);
  }

  /** Those that have to end first. */
  Collection<Destination> leaving() {
    return destinations.values().stream().filter(destination -> !stays(destination)).toList();
  }

  /** One that was asked to end, in vain so far, has to, even if it is wanted as it was by now. */
  private boolean stays(Destination destination) {
    DestinationConfig config = wanted.get(destination.name());
    return config != null
        && destination.worksLike(config, surroundings.attributes())
        && !destination.leaving();
  }

  /** Replaces those that have ended, and opens what is new. */
  void run() {
    for (Destination destination : leaving()) {
      String name = destination.name();
      if (!destination.ended()) {
        waiting.add(name);
      } else if (wanted.containsKey(name)) {
        destination.retire();
        replace(name);
      } else {
        destination.close();
        destinations.remove(name);
        removed.add(name);
      }
    }
    wanted.keySet().stream().filter(name -> !destinations.containsKey(name)).forEach(this::add);
  }

  private void replace(String name) {
    destinations.remove(name);
    try {
      destinations.put(name, Destination.succeeding(config(name), surroundings));
      changed.add(name);
    } catch (IOException | RuntimeException e) {
      LOG.debug("Destination {} is opened as if it were new, because it cannot succeed", name, e);
    }
  }

  private void add(String name) {
    try {
      destinations.put(name, Destination.open(config(name), surroundings));
      added.add(name);
    } catch (IOException | RuntimeException e) {
      IOException failed =
          new IOException("destination " + name + " cannot be opened: " + e.getMessage(), e);
      if (failure == null) {
        failure = failed;
      } else {
        failure.addSuppressed(failed);
      }
    }
  }

  private DestinationConfig config(String name) {
    return Objects.requireNonNull(wanted.get(name), name);
  }

  /** Those there are now. */
  SortedMap<String, Destination> destinations() {
    return Collections.unmodifiableSortedMap(destinations);
  }

  /**
   * What became of it.
   *
   * @throws IOException when a destination could not be opened
   */
  Reconfiguration result(List<String> restart) throws IOException {
    if (failure != null) {
      throw failure;
    }
    return new Reconfiguration(added, removed, changed, waiting, restart);
  }
}
