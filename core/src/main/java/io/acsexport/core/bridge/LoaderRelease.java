package io.acsexport.core.bridge;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what the JDK itself keeps of the engine's classes. On Java 17 the handles that every
 * record's equals, hashCode and toString are made from remember the type they were last made for,
 * one for the whole JVM; were that a record of the engine, its class loader would stay. Making them
 * once more, for a class of the JDK, takes its place.
 */
final class LoaderRelease {

  private static final Logger LOG = LoggerFactory.getLogger(LoaderRelease.class);

  private LoaderRelease() {}

  /** To be called when the engine's records are used no more. */
  static void run() {
    try {
      make("equals", MethodType.methodType(boolean.class, String.class, Object.class));
      make("hashCode", MethodType.methodType(int.class, String.class));
      make("toString", MethodType.methodType(String.class, String.class));
    } catch (Throwable e) {
      LOG.debug("The engine's class loader may stay", e);
    }
  }

  private static void make(String method, MethodType type) throws Throwable {
    MethodHandle getter = MethodHandles.identity(String.class);
    Object unused =
        ObjectMethods.bootstrap(
            MethodHandles.lookup(), method, type, String.class, "value", getter);
  }
}
