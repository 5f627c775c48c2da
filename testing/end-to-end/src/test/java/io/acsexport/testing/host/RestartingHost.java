package io.acsexport.testing.host;

import com.cloud.utils.component.ComponentLifecycle;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.management.ObjectName;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBus;
import org.apache.commons.logging.LogFactory;

/**
 * Loads the shipped jar, leads buses of it through life and throws it away, again and again in one
 * JVM. Then it prints what is left of the class loaders and threads that came with them.
 */
public final class RestartingHost {

  private static final int ROUNDS = 2;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final List<String> LOADERS =
      List.of("EngineClassLoader[", "PluginClassLoader[kafka]", "PluginClassLoader[rabbitmq]");

  private final Path jar;
  private final Map<String, WeakReference<ClassLoader>> loaders = new LinkedHashMap<>();

  private RestartingHost(Path jar) {
    this.jar = jar;
  }

  /** Takes the jar's path. */
  public static void main(String[] args) throws Exception {
    // A host has long written to its log: what log4j begins then is not the adapter's.
    LogFactory.getLog(RestartingHost.class).info("The host begins");
    RestartingHost host = new RestartingHost(Path.of(args[0]));
    Set<Thread> before = threads();
    for (int round = 0; round < ROUNDS; round++) {
      host.live(round);
    }
    Set<Thread> left = new HashSet<>();
    // What ends by itself may need a moment.
    await(
        () -> {
          left.clear();
          left.addAll(threads());
          left.removeAll(before);
          return left.isEmpty();
        });
    left.forEach(thread -> System.out.println("THREAD " + thread.getName()));
    await(
        () -> {
          System.gc();
          return host.loaders.values().stream().allMatch(loader -> loader.get() == null);
        });
    host.loaders.forEach(
        (name, loader) ->
            System.out.println("LOADER " + name + (loader.get() == null ? " gone" : " alive")));
    System.out.println("HEAP at the end " + loadersInHeap());
  }

  private void live(int round) throws Exception {
    try (URLClassLoader application =
        new URLClassLoader(
            new URL[] {jar.toUri().toURL()}, RestartingHost.class.getClassLoader())) {
      loaders.put(round + " application", new WeakReference<>(application));
      Class<?> type = application.loadClass("io.acsexport.acs.AcsEventBus");
      Object first = type.getConstructor().newInstance();
      // Restarted as CloudStack would be, which never releases a bus: the next one takes over.
      lead(round + " first", first);
      Object second = type.getConstructor().newInstance();
      lead(round + " second", second);
      type.getMethod("release").invoke(second);
      type.getMethod("release").invoke(first);
    }
  }

  private void lead(String name, Object bus) throws Exception {
    ComponentLifecycle life = (ComponentLifecycle) bus;
    life.configure("any", new HashMap<>());
    publish(bus, name + " before start");
    life.start();
    for (String loader : LOADERS) {
      if (!await(() -> remember(name, loader))) {
        throw new IllegalStateException("no thread has the loader " + loader);
      }
    }
    if (name.equals("0 first")) {
      System.out.println("HEAP at first " + loadersInHeap());
    }
    publish(bus, name + " running");
    life.stop();
    life.stop();
    publish(bus, name + " after stop");
  }

  private static void publish(Object bus, String text) throws Exception {
    Event event = new Event("management-server", "ActionEvent", "VM.CREATE", "VM", "vm-1");
    event.setDescription(text);
    ((EventBus) bus).publish(event);
  }

  private boolean remember(String round, String name) {
    for (Thread thread : threads()) {
      ClassLoader loader = thread.getContextClassLoader();
      if (String.valueOf(loader).startsWith(name)) {
        loaders.put(round + " " + name, new WeakReference<>(loader));
        return true;
      }
    }
    return false;
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  private static boolean await(BooleanSupplier wanted) throws InterruptedException {
    long begin = System.nanoTime();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() - begin > LIMIT_NANOS) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return true;
  }

  /** What the JVM itself counts. */
  private static long loadersInHeap() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(words -> words.length >= 4)
        .filter(words -> words[3].matches("io\\.acsexport\\..*\\.(Engine|Plugin)ClassLoader"))
        .mapToLong(words -> Long.parseLong(words[1]))
        .sum();
  }
}
