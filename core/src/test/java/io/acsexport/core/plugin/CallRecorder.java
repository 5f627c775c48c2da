package io.acsexport.core.plugin;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.TransportException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands behind a wrapper as any interface, and notes what arrives there. */
final class CallRecorder {

  /** A call, and the context loader it came with. */
  record Call(Method method, @Nullable ClassLoader context) {}

  private final List<Call> calls = new ArrayList<>();
  private List<@Nullable Object> arguments = List.of();
  private @Nullable Object answer;
  private @Nullable Throwable failure;

  CallRecorder throwing(Throwable thrown) {
    failure = thrown;
    return this;
  }

  List<Call> calls() {
    return calls;
  }

  /** Of the last call. */
  List<@Nullable Object> arguments() {
    return arguments;
  }

  /** To the last call. */
  @Nullable Object answer() {
    return answer;
  }

  <T> T as(Class<T> contract) {
    return contract.cast(
        Proxy.newProxyInstance(
            contract.getClassLoader(),
            new Class<?>[] {contract},
            (proxy, method, given) -> {
              calls.add(new Call(method, Thread.currentThread().getContextClassLoader()));
              arguments = given == null ? List.of() : Arrays.asList(given);
              if (failure != null) {
                throw failure;
              }
              answer = value(method.getReturnType());
              return answer;
            }));
  }

  static <T> T proxy(Class<T> contract) {
    return new CallRecorder().as(contract);
  }

  /** Arguments that a method can be called with. */
  static @Nullable Object[] arguments(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(CallRecorder::value).toArray();
  }

  /** An instance of an exception that the contract declares. */
  static Throwable anException(Class<?> type) {
    if (type == TransportException.class) {
      return new TransportException(FailureCode.TIMEOUT, "a test", null);
    }
    if (type == SettingException.class) {
      return new SettingException(List.of(new SettingProblem("key", "a test")));
    }
    try {
      return (Throwable) type.getConstructor(String.class).newInstance("a test");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the test does not know how to make a " + type, e);
    }
  }

  /** Some value of the type; null only where nothing better is known. */
  private static @Nullable Object value(Class<?> type) {
    if (type == int.class) {
      return 0;
    }
    if (type == long.class) {
      return 0L;
    }
    if (type == boolean.class) {
      return false;
    }
    if (type == String.class) {
      return "text";
    }
    if (type == Duration.class) {
      return Duration.ZERO;
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Clock.class) {
      return Clock.systemUTC();
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return type.isInterface() ? proxy(type) : null;
  }
}
