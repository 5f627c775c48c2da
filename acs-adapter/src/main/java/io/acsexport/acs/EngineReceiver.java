package io.acsexport.acs;

import static java.lang.invoke.MethodHandles.publicLookup;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.jspecify.annotations.Nullable;

/** Calls the engine's bridge, a class of another loader, through method handles. */
final class EngineReceiver implements EventReceiver {

  /** The engine's entry class. */
  static final String BRIDGE = "io.acsexport.core.bridge.Bridge";

  /**
   * The longest that delivery may go on at stop. CloudStack stops its parts one after the other,
   * and systemd kills it after 90 s.
   */
  private static final long STOP_LIMIT_MILLIS = 30_000;

  private static final MethodType OPEN =
      methodType(Object.class, Map.class, BiPredicate.class, Consumer.class);

  /**
   * Returns the reason of a refusal, or null; takes id, category, type, source, resource type,
   * resource uuid, body, event id, account id, account uuid, domain id.
   */
  private static final MethodType PUBLISH =
      methodType(
          String.class,
          String.class,
          String.class,
          String.class,
          String.class,
          String.class,
          String.class,
          String.class,
          Long.class,
          Long.class,
          String.class,
          Long.class);

  private final URLClassLoader loader;
  private final MethodHandle publish;
  private final MethodHandle start;
  private final MethodHandle stop;
  private final MethodHandle close;

  private EngineReceiver(
      URLClassLoader loader,
      MethodHandle publish,
      MethodHandle start,
      MethodHandle stop,
      MethodHandle close) {
    this.loader = loader;
    this.publish = publish;
    this.start = start;
    this.stop = stop;
    this.close = close;
  }

  /**
   * Opens the bridge. The loader is the receiver's from then on.
   *
   * @throws ReflectiveOperationException when the engine is not of the form the adapter knows
   * @throws Throwable what the engine throws
   */
  static EngineReceiver open(URLClassLoader loader, Map<String, Object> options, HostLog log)
      throws Throwable {
    Class<?> bridge = Class.forName(BRIDGE, false, loader);
    // All are found before anything is opened, so that an engine of another form leaves nothing
    // behind.
    MethodHandle open = publicLookup().findStatic(bridge, "open", OPEN);
    MethodHandle publish = publicLookup().findVirtual(bridge, "publish", PUBLISH);
    MethodHandle start = publicLookup().findVirtual(bridge, "start", methodType(void.class));
    MethodHandle stop =
        publicLookup().findVirtual(bridge, "stop", methodType(boolean.class, long.class));
    MethodHandle close = publicLookup().findVirtual(bridge, "close", methodType(void.class));

    BiPredicate<Integer, String> enabled = log::enabled;
    Consumer<@Nullable Object[]> lines = line -> write(log, line);
    Object opened = within(loader, () -> (Object) open.invokeExact(options, enabled, lines));
    return new EngineReceiver(
        loader,
        publish.bindTo(opened),
        start.bindTo(opened),
        stop.bindTo(opened),
        close.bindTo(opened));
  }

  /** Level, logger, message, throwable or null. */
  private static void write(HostLog log, @Nullable Object[] line) {
    if (line.length == 4 && line[0] instanceof Integer) {
      log.log(
          (Integer) line[0], String.valueOf(line[1]), String.valueOf(line[2]), (Throwable) line[3]);
    }
  }

  @Override
  public void publish(Event event) throws Throwable {
    // The getters and nothing else: toString of newer events reflects over all their fields.
    String refusal =
        (String)
            publish.invokeExact(
                EventFields.eventUuid(event),
                event.getEventCategory(),
                event.getEventType(),
                event.getEventSource(),
                event.getResourceType(),
                event.getResourceUUID(),
                event.getDescription(),
                EventFields.eventId(event),
                EventFields.accountId(event),
                EventFields.accountUuid(event),
                EventFields.domainId(event));
    if (refusal != null) {
      throw new EventBusException("acs-export did not take the event: " + refusal);
    }
  }

  @Override
  public void start() throws Throwable {
    within(
        loader,
        () -> {
          start.invokeExact();
          return true;
        });
  }

  @Override
  public void stop() throws Throwable {
    within(loader, () -> (boolean) stop.invokeExact(STOP_LIMIT_MILLIS));
  }

  @Override
  public void close() throws Throwable {
    try {
      within(
          loader,
          () -> {
            close.invokeExact();
            return true;
          });
    } finally {
      loader.close();
    }
  }

  /** Threads that the engine starts inherit the context class loader, so it must be its own. */
  private static <T> T within(ClassLoader loader, Call<T> call) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader previous = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.invoke();
    } finally {
      thread.setContextClassLoader(previous);
    }
  }

  private interface Call<T> {
    T invoke() throws Throwable;
  }
}
