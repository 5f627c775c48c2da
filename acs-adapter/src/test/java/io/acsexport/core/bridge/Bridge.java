package io.acsexport.core.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * An engine that says in the host's log how it is called. Tests put this one class into a jar, so
 * it uses nothing but the JDK. Its configuration file holds the name of the method that is to fail,
 * and perhaps of what it throws then.
 */
@NullMarked
public final class Bridge {

  private final Consumer<@Nullable Object[]> lines;
  private final String fault;

  private Bridge(Consumer<@Nullable Object[]> lines, String fault) {
    this.lines = lines;
    this.fault = fault;
  }

  public static Object open(
      Map<String, Object> options,
      BiPredicate<Integer, String> enabled,
      Consumer<@Nullable Object[]> lines)
      throws IOException {
    String fault = Files.readString(Path.of((String) options.get("configuration"))).strip();
    Bridge bridge = new Bridge(lines, fault);
    bridge.note("open node=" + options.get("node") + " debug=" + enabled.test(10, "engine"));
    bridge.noteVisible("org.apache.cloudstack.framework.events.Event");
    bridge.failIf("open");
    return bridge;
  }

  public @Nullable String publish(
      @Nullable String id,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      @Nullable String body,
      @Nullable Long eventId,
      @Nullable Long accountId,
      @Nullable String accountUuid,
      @Nullable Long domainId) {
    failIf("publish");
    if (fault.equals("refuse")) {
      return "FULL: the spool is full";
    }
    line(
        "publish "
            + Arrays.asList(
                id,
                category,
                type,
                source,
                resourceType,
                resourceUuid,
                body,
                eventId,
                accountId,
                accountUuid,
                domainId));
    return null;
  }

  public void start() {
    note("start");
    failIf("start");
  }

  public boolean stop(long limitMillis) {
    note("stop");
    failIf("stop");
    return true;
  }

  public void close() {
    note("close");
    failIf("close");
  }

  private void failIf(String method) {
    if (fault.equals(method)) {
      throw new NoSuchMethodError("made to fail in " + method);
    }
    if (fault.startsWith(method + " ")) {
      switch (fault.substring(method.length() + 1)) {
        case "NoClassDefFoundError" -> new InNoJar();
        case "ExceptionInInitializerError" -> new Broken();
        case "StackOverflowError" -> overflow(Long.MAX_VALUE);
        case "OutOfMemoryError" -> exhaust();
        default -> throw new AssertionError(fault);
      }
    }
  }

  /** Not in the engine's jar, as a class of a package that was installed by halves. */
  private static final class InNoJar {}

  private static final class Broken {
    static {
      fail();
    }

    private static void fail() {
      throw new IllegalStateException("a class that cannot be initialised");
    }
  }

  private static long overflow(long depth) {
    return depth == 0 ? 0 : 1 + overflow(depth - 1);
  }

  private static void exhaust() {
    long[] memory = new long[Integer.MAX_VALUE];
    memory[0] = 1;
  }

  private void noteVisible(String type) {
    try {
      Class.forName(type);
      line("the engine sees " + type);
    } catch (ClassNotFoundException e) {
      line("the engine does not see " + type);
    }
  }

  private void note(String call) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    line(call + (context == Bridge.class.getClassLoader() ? "" : " with the context of another"));
  }

  private void line(String message) {
    lines.accept(new Object[] {20, "engine", message, null});
  }
}
