package io.acsexport.transport.tck;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at the JVM's threads, other than the kit's own and the JDK's. */
final class Threads {

  static final String ENGINE = "engine-main";
  static final String TIMER = "timer-main";
  static final String CLOSER = "closer-main";

  private static final Set<String> OURS = Set.of(ENGINE, TIMER, CLOSER);

  private Threads() {}

  /** All that are alive. */
  static Set<Thread> alive() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  /** Those alive now that were not before. */
  static List<Thread> startedSince(Set<Thread> before) {
    return alive().stream().filter(thread -> !before.contains(thread) && !isKnown(thread)).toList();
  }

  /** Those alive that have this context class loader. */
  static List<Thread> withContextLoader(ClassLoader loader) {
    return alive().stream()
        .filter(thread -> thread.getContextClassLoader() == loader && !isKnown(thread))
        .toList();
  }

  private static boolean isKnown(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return OURS.contains(thread.getName())
        || group == null // Ended meanwhile.
        || group.getName().equals("system")
        || group.getName().equals("InnocuousThreadGroup")
        || thread.getName().startsWith("ForkJoinPool.commonPool")
        || thread.getName().equals("CompletableFutureDelayScheduler");
  }
}
