package io.acsexport.core.spool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The names in a folder, as they are and as they would be after a power loss at once.
 *
 * <p>A power loss treats the unsynced changes of each folder in one of two ways, half the time
 * each: it keeps the first few in order, as journals do, or any subset, as POSIX allows. A change
 * concerns one file: a deletion that survives does not hit the file that had the name before.
 * Folders do not depend on each other, nor on what is in the files.
 */
final class SimulatedDirectory implements SimulatedNode {

  private sealed interface Change {
    record Linked(String name, SimulatedNode node) implements Change {}

    record Removed(String name, SimulatedNode node) implements Change {}

    record Renamed(String from, String to, SimulatedNode node) implements Change {}
  }

  private final Map<String, SimulatedNode> durable = new LinkedHashMap<>();
  private final Map<String, SimulatedNode> current = new LinkedHashMap<>();
  private final List<Change> unsynced = new ArrayList<>();

  @Nullable SimulatedNode find(String name) {
    return current.get(name);
  }

  Map<String, SimulatedNode> children() {
    return current;
  }

  void link(String name, SimulatedNode node) {
    change(new Change.Linked(name, node));
  }

  void remove(String name) {
    change(new Change.Removed(name, present(name)));
  }

  void rename(String from, String to) {
    change(new Change.Renamed(from, to, present(from)));
  }

  void sync() {
    durable.clear();
    durable.putAll(current);
    unsynced.clear();
  }

  @Override
  public SimulatedDirectory afterPowerLoss(RandomGenerator random) {
    Map<String, SimulatedNode> left = new LinkedHashMap<>(durable);
    boolean inOrder = random.nextBoolean();
    int first = random.nextInt(unsynced.size() + 1);
    for (int i = 0; i < unsynced.size(); i++) {
      if (inOrder ? i < first : random.nextBoolean()) {
        apply(unsynced.get(i), left);
      }
    }
    SimulatedDirectory after = new SimulatedDirectory();
    left.forEach((name, node) -> after.current.put(name, node.afterPowerLoss(random)));
    after.sync();
    return after;
  }

  @Override
  public SimulatedDirectory copy() {
    SimulatedDirectory copy = new SimulatedDirectory();
    current.forEach((name, node) -> copy.current.put(name, node.copy()));
    copy.sync();
    return copy;
  }

  private void change(Change change) {
    apply(change, current);
    unsynced.add(change);
  }

  private static void apply(Change change, Map<String, SimulatedNode> names) {
    if (change instanceof Change.Linked linked) {
      names.put(linked.name(), linked.node());
    } else if (change instanceof Change.Removed removed) {
      names.remove(removed.name(), removed.node());
    } else if (change instanceof Change.Renamed renamed) {
      names.remove(renamed.from(), renamed.node());
      names.put(renamed.to(), renamed.node());
    }
  }

  private SimulatedNode present(String name) {
    return Objects.requireNonNull(current.get(name), name);
  }
}
