package io.acsexport.acs;

import static java.lang.invoke.MethodHandles.constant;
import static java.lang.invoke.MethodHandles.dropArguments;
import static java.lang.invoke.MethodHandles.publicLookup;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import org.apache.cloudstack.framework.events.Event;
import org.jspecify.annotations.Nullable;

/**
 * What CloudStack 4.20 and later know of an event beyond the older fields. Read by method handle,
 * because naming the getters in code would not link against older types; there they answer null.
 */
final class EventFields {

  private static final MethodHandle EVENT_ID = getter("getEventId", Long.class);
  private static final MethodHandle EVENT_UUID = getter("getEventUuid", String.class);
  private static final MethodHandle ACCOUNT_ID = getter("getResourceAccountId", Long.class);
  private static final MethodHandle ACCOUNT_UUID = getter("getResourceAccountUuid", String.class);
  private static final MethodHandle DOMAIN_ID = getter("getResourceDomainId", Long.class);

  private EventFields() {}

  private static MethodHandle getter(String name, Class<?> type) {
    try {
      return publicLookup().findVirtual(Event.class, name, methodType(type));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      // An older CloudStack, or one that changed the getter: either way the field is not known.
      return dropArguments(constant(type, null), 0, Event.class);
    }
  }

  static @Nullable Long eventId(Event event) throws Throwable {
    return (Long) EVENT_ID.invokeExact(event);
  }

  static @Nullable String eventUuid(Event event) throws Throwable {
    return (String) EVENT_UUID.invokeExact(event);
  }

  static @Nullable Long accountId(Event event) throws Throwable {
    return (Long) ACCOUNT_ID.invokeExact(event);
  }

  static @Nullable String accountUuid(Event event) throws Throwable {
    return (String) ACCOUNT_UUID.invokeExact(event);
  }

  static @Nullable Long domainId(Event event) throws Throwable {
    return (Long) DOMAIN_ID.invokeExact(event);
  }
}
