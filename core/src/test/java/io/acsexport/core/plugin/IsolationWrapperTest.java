package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Meters;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.Settings;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.TransportProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goes by reflection through every method of the contract, so that one which is added later fails
 * here until the wrappers know it.
 */
class IsolationWrapperTest {

  private static final ClassLoader PLUGIN = new URLClassLoader("plugin", new URL[0], null);
  private static final LoaderUse USE = LoaderUse.begun(PLUGIN);
  private static final ClassLoader ENGINE = ContextLoader.class.getClassLoader();

  /** Each interface that a plugin implements, with all wrappers that the engine calls it by. */
  private static final List<Wrapper<?>> WRAPPERS =
      List.of(
          new Wrapper<>(TransportProvider.class, p -> new IsolatedProvider(p, PLUGIN)),
          new Wrapper<>(Transport.class, t -> new IsolatedTransport(t, USE)),
          new Wrapper<>(
              Tailable.class, t -> new IsolatedTransport.OnlyTailable(new FakeTransport(), t, USE)),
          new Wrapper<>(
              Tailable.class,
              t ->
                  new IsolatedTransport.TailableAndCheckable(
                      new FakeTransport(), t, timeout -> List.of(), USE)),
          new Wrapper<>(
              Checkable.class,
              c -> new IsolatedTransport.OnlyCheckable(new FakeTransport(), c, USE)),
          new Wrapper<>(
              Checkable.class,
              c ->
                  new IsolatedTransport.TailableAndCheckable(
                      new FakeTransport(),
                      from -> CallRecorder.proxy(Tailable.Tail.class),
                      c,
                      USE)),
          new Wrapper<>(Tailable.Tail.class, t -> new IsolatedTail(t, PLUGIN)));

  /** What a plugin gets from the engine that may come to call the plugin. */
  private static final Set<Class<?>> GIVEN_AND_CALLING_BACK =
      Set.of(TransportContext.class, Meters.class);

  /** What the engine gives and keeps no plugin's code in, and values that only it makes. */
  private static final Set<Class<?>> WITHOUT_CODE_OF_A_PLUGIN =
      Set.of(Settings.class, TransportContext.Cancellable.class, Outcome.class, Clock.class);

  private record Wrapper<T>(Class<T> contract, Function<T, T> around) {
    T around(CallRecorder recorder) {
      return around.apply(recorder.as(contract));
    }
  }

  static Stream<Arguments> calls() {
    return WRAPPERS.stream()
        .flatMap(
            wrapper ->
                instanceMethods(wrapper.contract()).map(method -> Arguments.of(wrapper, method)));
  }

  static Stream<Method> engineMethods() {
    return GIVEN_AND_CALLING_BACK.stream().flatMap(IsolationWrapperTest::instanceMethods);
  }

  private static Stream<Method> instanceMethods(Class<?> contract) {
    return Arrays.stream(contract.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  @Test
  void everyInterfaceOfTheContractIsKnownHere() throws Exception {
    Set<Class<?>> known = new HashSet<>(GIVEN_AND_CALLING_BACK);
    known.addAll(WITHOUT_CODE_OF_A_PLUGIN);
    WRAPPERS.forEach(wrapper -> known.add(wrapper.contract()));

    List<Class<?>> interfaces = new ArrayList<>();
    Path spi = Path.of(Transport.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (String name : SpiClasses.in(spi)) {
      Class<?> type = Class.forName(name);
      if (type.isInterface() && Modifier.isPublic(type.getModifiers())) {
        interfaces.add(type);
      }
    }

    assertThat(interfaces).contains(Transport.class, Tailable.Tail.class);
    assertThat(known).containsAll(interfaces);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCallReachesTheTransportWithItsContextLoader(Wrapper<?> wrapper, Method method)
      throws Exception {
    CallRecorder recorder = new CallRecorder();
    Object isolated = wrapper.around(recorder);
    ClassLoader mine = Thread.currentThread().getContextClassLoader();

    method.invoke(isolated, CallRecorder.arguments(method));

    assertThat(recorder.calls())
        .as("a wrapper forwards exactly this method, not what its default calls")
        .containsExactly(new CallRecorder.Call(method, PLUGIN));
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(mine);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whateverATransportThrowsPassesUnchanged(Wrapper<?> wrapper, Method method) {
    ClassLoader mine = Thread.currentThread().getContextClassLoader();
    List<Throwable> thrown =
        new ArrayList<>(
            List.of(new IllegalStateException("a test"), new NoClassDefFoundError("a test")));
    for (Class<?> declared : method.getExceptionTypes()) {
      thrown.add(CallRecorder.anException(declared));
    }
    for (Throwable failure : thrown) {
      Object isolated = wrapper.around(new CallRecorder().throwing(failure));
      assertThatThrownBy(() -> method.invoke(isolated, CallRecorder.arguments(method)))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isSameAs(failure);
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(mine);
    }
  }

  /**
   * Every method of the engine that a transport may call arrives, and nothing through which the
   * engine could call the transport, or be called by it, crosses as it is.
   */
  @ParameterizedTest
  @MethodSource("engineMethods")
  void whatTheEngineIsGivenOrGivesIsWrappedWhereItHoldsCode(Method method) throws Exception {
    CallRecorder engine = new CallRecorder();
    Object isolated =
        method.getDeclaringClass() == Meters.class
            ? new IsolatedMeters(engine.as(Meters.class), PLUGIN)
            : new IsolatedContext(engine.as(TransportContext.class), PLUGIN);
    Object[] arguments = CallRecorder.arguments(method);

    Object answer = method.invoke(isolated, arguments);

    assertThat(engine.calls()).extracting(CallRecorder.Call::method).containsExactly(method);
    for (int i = 0; i < arguments.length; i++) {
      if (mayHoldCode(method.getParameterTypes()[i])) {
        assertThat(engine.arguments().get(i)).isNotNull().isNotSameAs(arguments[i]);
      }
    }
    if (mayHoldCode(method.getReturnType())) {
      assertThat(answer).isNotNull().isNotSameAs(engine.answer());
    }
  }

  @Test
  void aWrapperHasExactlyTheCapabilitiesOfItsTransport() throws SettingException {
    class OnlyTail extends FakeTransport implements Tailable {
      @Override
      public Tail tail(From from) {
        return CallRecorder.proxy(Tail.class);
      }
    }
    class OnlyCheck extends FakeTransport implements Checkable {
      @Override
      public List<Notice> check(Duration timeout) {
        return List.of();
      }
    }
    class Both extends OnlyTail implements Checkable {
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
    assertThat(isolate(new Both())).isInstanceOf(Tailable.class).isInstanceOf(Checkable.class);
  }

  private static Transport isolate(Transport transport) throws SettingException {
    return new IsolatedProvider(new FakeProvider(transport), PLUGIN)
        .create(CallRecorder.proxy(TransportContext.class));
  }

  private static boolean mayHoldCode(Class<?> type) {
    return (type.isInterface() || Modifier.isAbstract(type.getModifiers()))
        && !type.isPrimitive()
        && !WITHOUT_CODE_OF_A_PLUGIN.contains(type);
  }

  @Test
  void aStageCompletedOnAThreadOfTheTransportRunsTheEngineWithItsOwnLoader() throws Exception {
    CompletableFuture<BatchResult> transports = new CompletableFuture<>();
    CompletionStage<BatchResult> engines = send(transports);
    List<Object> seen = new ArrayList<>();
    engines.whenComplete(
        (result, thrown) -> {
          seen.add(Thread.currentThread().getName());
          seen.add(Thread.currentThread().getContextClassLoader());
          seen.add(result);
        });
    BatchResult result = BatchResult.allDelivered(1);

    List<ClassLoader> afterwards = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              transports.complete(result);
              afterwards.add(Thread.currentThread().getContextClassLoader());
            },
            "the transport's");
    thread.setContextClassLoader(PLUGIN);
    thread.start();
    thread.join();

    assertThat(seen).containsExactly("the transport's", ENGINE, result);
    assertThat(afterwards).containsExactly(PLUGIN);
  }

  @Test
  void aStageThatFailsGivesTheEngineTheSameFailure() throws Exception {
    IllegalStateException failure = new IllegalStateException("a test");
    List<Throwable> seen = new ArrayList<>();

    send(CompletableFuture.failedFuture(failure))
        .whenComplete((result, thrown) -> seen.add(thrown));

    assertThat(seen).containsExactly(failure);
  }

  @Test
  void aTransportWithoutAStageBreaksTheContract() {
    assertThat(catchThrowable(() -> send(null)))
        .isInstanceOf(TransportException.class)
        .hasMessage("transport-fault: the transport returned no stage");
  }

  @SuppressWarnings("NullAway") // Transports do what they must not.
  private static CompletionStage<BatchResult> send(@Nullable CompletionStage<BatchResult> stage)
      throws Exception {
    FakeTransport transport =
        new FakeTransport() {
          @Override
          public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
            return stage;
          }
        };
    return new IsolatedTransport(transport, USE).send(List.of());
  }
}
