package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.Checkable;
import io.acsexport.transport.Notice;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.TransportProvider;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IsolationWrapperTest {

  private final ClassLoader loader = new URLClassLoader(new URL[0]);

  static List<Arguments> wrappers() {
    return List.of(
        Arguments.of(TransportProvider.class, IsolatedProvider.class),
        Arguments.of(Transport.class, IsolatedTransport.class),
        Arguments.of(Tailable.class, IsolatedTransport.OnlyTailable.class),
        Arguments.of(Tailable.class, IsolatedTransport.TailableAndCheckable.class),
        Arguments.of(Checkable.class, IsolatedTransport.OnlyCheckable.class),
        Arguments.of(Checkable.class, IsolatedTransport.TailableAndCheckable.class),
        Arguments.of(Tailable.Tail.class, IsolatedTail.class),
        Arguments.of(TransportContext.class, IsolatedContext.class));
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void aWrapperOverridesEveryMethodOfItsInterface(Class<?> contract, Class<?> wrapper)
      throws NoSuchMethodException {
    assertThat(contract).isAssignableFrom(wrapper);
    for (Method method : contract.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      Method found = wrapper.getMethod(method.getName(), method.getParameterTypes());
      assertThat(found.getDeclaringClass().isInterface())
          .as("%s leaves %s to the interface's default", wrapper.getSimpleName(), method)
          .isFalse();
    }
  }

  @Test
  void everyCallToATransportHasItsContextLoader() throws Exception {
    Everything transport = new Everything();
    Transport isolated = isolate(transport);

    assertThat(isolated.send(List.of()).toCompletableFuture().get().outcomes()).isEmpty();
    assertThat(isolated.maxInFlight()).isEqualTo(4);
    isolated.health();
    ((Checkable) isolated).check(Duration.ZERO);
    Tailable.Tail tail = ((Tailable) isolated).tail(Tailable.From.END);
    tail.poll(Duration.ZERO);
    assertThat(tail.caughtUp()).isTrue();
    tail.close();
    isolated.close(Duration.ZERO);
    isolated.close();

    assertThat(transport.contexts).hasSize(10).containsOnly(loader);
    assertThat(Thread.currentThread().getContextClassLoader()).isNotSameAs(loader);
  }

  @Test
  void aWrapperHasExactlyTheCapabilitiesOfItsTransport() throws SettingException {
    class OnlyTail extends FakeTransport implements Tailable {
      @Override
      public Tail tail(From from) {
        throw new UnsupportedOperationException();
      }
    }
    class OnlyCheck extends FakeTransport implements Checkable {
      @Override
      public List<Notice> check(Duration timeout) {
        return List.of();
      }
    }

    assertThat(isolate(new FakeTransport())).isNotInstanceOfAny(Tailable.class, Checkable.class);
    assertThat(isolate(new OnlyTail()))
        .isInstanceOf(Tailable.class)
        .isNotInstanceOf(Checkable.class);
    assertThat(isolate(new OnlyCheck()))
        .isInstanceOf(Checkable.class)
        .isNotInstanceOf(Tailable.class);
    assertThat(isolate(new Everything()))
        .isInstanceOf(Tailable.class)
        .isInstanceOf(Checkable.class);
  }

  @Test
  void threadsAndTasksOfATransportHaveItsContextLoader() throws Exception {
    FakeProvider provider = new FakeProvider(new FakeTransport());
    List<ClassLoader> seen = new ArrayList<>();
    new IsolatedProvider(provider, loader).create(engineContext());
    TransportContext given = provider.contexts().get(0);

    Thread thread =
        given.threads().newThread(() -> seen.add(Thread.currentThread().getContextClassLoader()));
    thread.start();
    thread.join();
    given.schedule(Duration.ZERO, () -> seen.add(Thread.currentThread().getContextClassLoader()));

    assertThat(seen).containsExactly(loader, loader);
    assertThat(given.destination()).isEqualTo("main");
  }

  private Transport isolate(Transport transport) throws SettingException {
    return new IsolatedProvider(new FakeProvider(transport), loader).create(engineContext());
  }

  /** An engine whose timer runs tasks at once. */
  private static TransportContext engineContext() {
    return (TransportContext)
        Proxy.newProxyInstance(
            IsolationWrapperTest.class.getClassLoader(),
            new Class<?>[] {TransportContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "destination" -> "main";
                  case "threads" -> (ThreadFactory) Thread::new;
                  case "schedule" -> {
                    ((Runnable) arguments[1]).run();
                    yield (TransportContext.Cancellable) () -> {};
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static final class Everything extends FakeTransport implements Tailable, Checkable {

    @Override
    public List<Notice> check(Duration timeout) throws TransportException {
      note();
      return List.of();
    }

    @Override
    public Tail tail(From from) {
      note();
      return new Tail() {
        @Override
        public List<ReceivedMessage> poll(Duration timeout) {
          note();
          return List.of();
        }

        @Override
        public boolean caughtUp() {
          note();
          return true;
        }

        @Override
        public void close() {
          note();
        }
      };
    }
  }
}
