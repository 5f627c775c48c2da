package io.acsexport.core.plugin;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a class failed to initialise. Whatever the reason was, a full heap say, the JVM never
 * tries again: each later use of the class fails for as long as its class loader lives.
 */
public final class ClassFault {

  private static final int MOST_CAUSES = 20;

  private ClassFault() {}

  /** What says so, among this and its causes, or null where nothing does. */
  static @Nullable LinkageError find(@Nullable Throwable thrown) {
    Throwable at = thrown;
    for (int i = 0; at != null && i < MOST_CAUSES; i++) {
      if (at instanceof ExceptionInInitializerError
          || (at instanceof NoClassDefFoundError && saysFailedBefore(at))) {
        return (LinkageError) at;
      }
      at = at.getCause();
    }
    return null;
  }

  /**
   * There is a type of its own for the first time only; a class that is missing reads otherwise.
   */
  private static boolean saysFailedBefore(Throwable error) {
    String message = String.valueOf(error.getMessage());
    return message.startsWith("Could not initialize class ") // HotSpot
        || message.endsWith("(initialization failure)"); // OpenJ9
  }

  /** Has a plugin's loader remember it, where that is what one of its threads threw. */
  static void note(@Nullable ClassLoader loader, Throwable thrown) {
    LinkageError found = find(thrown);
    if (found != null && loader instanceof PluginClassLoader plugin) {
      plugin.hasFault(describe(found));
    }
  }

  /** Whether a transport lives with classes of which one failed, so that another may do better. */
  public static boolean isOf(Transport transport) {
    return transport instanceof IsolatedTransport isolated && isolated.hasClassFault();
  }

  /** Whether that is what was thrown, or why. */
  public static boolean isIn(@Nullable Throwable thrown) {
    return find(thrown) != null;
  }

  /** The failure to report where it {@linkplain #isIn is}. */
  public static Failure failure(Throwable thrown) {
    return new Failure(
        FailureCode.TRANSPORT_FAULT,
        "a class of the transport failed to initialise: " + describe(find(thrown)),
        "It is loaded anew by itself, less and less often; should this last, restart the management"
            + " server and report it to the transport's author.");
  }

  /** In one line; newer JVMs keep why it failed first. */
  static String describe(@Nullable LinkageError fault) {
    if (fault == null) {
      return "unknown";
    }
    Throwable cause = fault.getCause();
    String message = fault.getMessage();
    String why =
        cause == null ? "" : cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return fault.getClass().getName()
        + (message == null ? "" : ": " + message)
        + (why.isEmpty() ? "" : ": " + why);
  }
}
