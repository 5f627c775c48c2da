package io.acsexport.core.bridge;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what the JDK keeps of records. Java 17 remembers, in static fields, for which record
 * it last made an {@code equals}, a {@code hashCode} and a {@code toString}, and with that record
 * the class loader of an engine that is closed. Methods made for a class of the JDK take those
 * places.
 */
final class RecordCaches {

  private static final Logger LOG = LoggerFactory.getLogger(RecordCaches.class);

  private RecordCaches() {}

  static void release() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      MethodHandle component = lookup.findVirtual(String.class, "strip", methodType(String.class));
      make(lookup, "equals", methodType(boolean.class, String.class, Object.class), component);
      make(lookup, "hashCode", methodType(int.class, String.class), component);
      make(lookup, "toString", methodType(String.class, String.class), component);
    } catch (Throwable e) {
      // A JDK that wants a true record here; what it keeps is one loader at most.
      LOG.debug("The class loader of the engine may be kept by the JDK", e);
    }
  }

  private static void make(
      MethodHandles.Lookup lookup, String method, MethodType type, MethodHandle component)
      throws Throwable {
    Object unused =
        ObjectMethods.bootstrap(lookup, method, type, String.class, "component", component);
  }
}
