package io.acsexport.core.bridge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.core.event.ExportEvent.AcsReference;
import io.acsexport.core.logging.LogSink;
import io.acsexport.core.logging.SinkLoggerFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BridgeTest {

  private static final BridgeOptions OPTIONS =
      new BridgeOptions(Path.of("home"), Path.of("file.conf"), Path.of("state"), "42");

  private final FakeEngine engine = new FakeEngine();
  private @Nullable Consumer<Opening> openings;

  @Test
  void everythingThatCrossesTheBorderIsOfTheJdk() {
    assertThat(Bridge.class.getMethods())
        .filteredOn(method -> method.getDeclaringClass() == Bridge.class)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            method ->
                assertThat(crossing(method))
                    .allSatisfy(
                        type ->
                            assertThat(type.isPrimitive() || type.getName().startsWith("java."))
                                .as("%s of %s", type, method.getName())
                                .isTrue()));
    assertThat(Bridge.class.getConstructors()).isEmpty();
  }

  @Test
  void theFormThatAdaptersLookForIsKept() throws NoSuchMethodException {
    Class<?> text = String.class;
    Class<?> number = Long.class;
    assertThat(
            Bridge.class
                .getMethod(
                    "publish", text, text, text, text, text, text, text, number, number, text,
                    number)
                .getReturnType())
        .isEqualTo(String.class);
    assertThat(
            Bridge.class
                .getMethod("open", Map.class, BiPredicate.class, Consumer.class)
                .getReturnType())
        .isEqualTo(Object.class);
    assertThat(Bridge.class.getMethod("start").getReturnType()).isEqualTo(void.class);
    assertThat(Bridge.class.getMethod("stop", long.class).getReturnType()).isEqualTo(boolean.class);
    assertThat(Bridge.class.getMethod("close").getReturnType()).isEqualTo(void.class);
    assertThat(Bridge.class.getName()).isEqualTo("io.acsexport.core.bridge.Bridge");
  }

  @Test
  void anEventReachesTheEngine() {
    Bridge bridge = opened();
    String refusal =
        bridge.publish(
            "id",
            "ActionEvent",
            "VM.CREATE",
            "ms",
            "VirtualMachine",
            "vm-1",
            "{}",
            1L,
            2L,
            "a",
            3L);

    assertThat(refusal).isNull();
    assertThat(engine.events)
        .containsExactly(
            "[id, ActionEvent, VM.CREATE, ms, VirtualMachine, vm-1, {}, "
                + new AcsReference(1L, 2L, "a", 3L)
                + "]");
  }

  @Test
  void anEventWithoutARowHasNoReference() {
    opened().publish(null, null, null, null, null, null, null, null, null, null, null);

    assertThat(engine.events).containsExactly("[null, null, null, null, null, null, null, null]");
  }

  @Test
  void aRefusalIsReturnedAsText() {
    engine.refusal = "full: the spool is full";

    assertThat(publish(opened())).isEqualTo("full: the spool is full");
  }

  @Test
  void theShorterOfDrainTimeAndTheHostsLimitHolds() {
    Bridge bridge = opened();
    bridge.start();
    assertThat(bridge.stop(60_000)).isTrue();
    assertThat(bridge.stop(2_000)).isTrue();
    bridge.close();

    assertThat(engine.calls).containsExactly("start", "stop PT10S", "stop PT2S", "closed");
  }

  @Test
  void whatStaysBehindAtStopIsSaid() {
    List<String> lines = lines();
    engine.drains = false;
    Bridge bridge = opened();

    assertThat(bridge.stop(1_000)).isFalse();
    bridge.close();
    assertThat(lines).singleElement().asString().startsWith("20 Delivery ended before");
  }

  @Test
  void theLogIsLetGoEvenIfTheEngineFailsToClose() {
    engine.failure = new IllegalStateException("no close");
    Bridge bridge = opened();
    List<String> lines = lines();

    assertThatThrownBy(bridge::close).hasMessage("no close");
    LoggerFactory.getLogger("io.acsexport.test").warn("nobody's");
    assertThat(lines).isEmpty();
  }

  @Test
  void anIdleBridgeSaysSoOnceAndOnlyCountsEvents() {
    List<String> lines = lines();
    Bridge bridge = open(new Opening.Idle(false, "file.conf:3: no such key", null));
    bridge.start();
    assertThat(publish(bridge)).isNull();
    assertThat(publish(bridge)).isNull();

    assertThat(bridge.status())
        .isEqualTo(
            Map.of(
                "state",
                "IDLE",
                "detail",
                "file.conf:3: no such key",
                "ignored",
                2L,
                "configuration",
                Map.of("restart", "none")));
    assertThat(bridge.stop(1_000)).isTrue();
    bridge.close();
    assertThat(lines)
        .containsExactly(
            "40 file.conf:3: no such key",
            "20 2 events were not exported, because the exporter was idle");
  }

  @Test
  void aRunningBridgeSaysWhatTheEngineDoes() {
    assertThat(opened().status())
        .containsAllEntriesOf(Map.of("state", "RUNNING", "detail", "busy", "ignored", 0L));
  }

  @Test
  void optionsThatAreMissingAreNamed() {
    assertThatThrownBy(() -> BridgeOptions.from(Map.of("home", "/usr/share/acs-export")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option 'configuration' is missing");
    assertThat(
            BridgeOptions.from(
                Map.of(
                    "home", "home", "configuration", "file.conf", "state", "state", "node", 42L)))
        .isEqualTo(OPTIONS);
  }

  @Test
  void theNodeIsNamedByTheOperatorElseTheHostElseTheMachine() {
    assertThat(NodeName.of("mine", "42")).isEqualTo("mine");
    assertThat(NodeName.of(null, "42")).isEqualTo("42");
    assertThat(NodeName.of(null, null)).isNotBlank();
    assertThat(NodeName.of(null, " ")).isNotBlank();
  }

  @Test
  void clientsLogBelowTheNameOfTheExporterAndOneLevelQuieter() {
    List<String> asked = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    HostSink sink =
        new HostSink(
            (level, logger) -> asked.add(level + " " + logger),
            line -> lines.add(Arrays.toString(line)));
    sink.enabled(20, "org.apache.kafka.Client");
    sink.enabled(20, "io.acsexport.core.Thing");
    sink.log(20, "org.apache.kafka.Client", "chatter", null);
    sink.log(30, "org.apache.kafka.Client", "warning", null);
    sink.log(20, "io.acsexport.core.Thing", "ours", null);

    assertThat(asked)
        .containsExactly(
            "10 io.acsexport.client.org.apache.kafka.Client", "20 io.acsexport.core.Thing");
    assertThat(lines)
        .containsExactly(
            "[10, io.acsexport.client.org.apache.kafka.Client, chatter, null]",
            "[30, io.acsexport.client.org.apache.kafka.Client, warning, null]",
            "[20, io.acsexport.core.Thing, ours, null]");
  }

  @Test
  void anEngineThatComesLaterIsStartedIfTheBridgeWas() {
    List<String> lines = lines();
    Bridge bridge = open(new Opening.Idle(false, "file.conf:3: no such key", null));
    bridge.start();
    publish(bridge);
    assertThat(engine.calls).isEmpty();

    become(running());
    assertThat(engine.calls).containsExactly("start");
    publish(bridge);
    assertThat(engine.events).hasSize(1);
    assertThat(bridge.status()).containsEntry("state", "RUNNING").containsEntry("ignored", 1L);
    assertThat(lines)
        .containsExactly(
            "40 file.conf:3: no such key",
            "20 1 events were not exported before that, because the exporter was idle");
    bridge.stop(1_000);
    become(running());
    assertThat(engine.calls).containsExactly("start", "stop PT1S");
  }

  @Test
  void anEngineThatGoesRefusesNothing() {
    Bridge bridge = opened();
    engine.refusal = "closed: the spool is closed";
    engine.onPublish = () -> become(new Opening.Idle(true, "no destination", null));

    assertThat(publish(bridge)).isNull();
    assertThat(bridge.status()).containsEntry("state", "IDLE").containsEntry("ignored", 1L);
  }

  @Test
  void theStateFolderIsTheHostsOrThatOfThePackages() {
    assertThat(BridgeOptions.from(Map.of("home", "h", "configuration", "c", "state", "s")).state())
        .isEqualTo(Path.of("s"));
    assertThat(BridgeOptions.from(Map.of("home", "h", "configuration", "c")).state())
        .isEqualTo(Path.of("/var/lib/acs-export"));
  }

  private Bridge opened() {
    return open(running());
  }

  private Opening running() {
    return new Opening.Opened(engine, Duration.ofSeconds(10));
  }

  private void become(Opening next) {
    requireNonNull(openings).accept(next);
  }

  private Bridge open(Opening first) {
    return Bridge.open(
        OPTIONS,
        (options, listener) -> {
          assertThat(options).isEqualTo(OPTIONS);
          openings = listener;
          listener.accept(first);
          return new EngineOpener.Opened() {
            @Override
            public Map<String, Object> status() {
              return Map.of("restart", "none");
            }

            @Override
            public void close() {
              engine.calls.add("closed");
              if (engine.failure != null) {
                throw engine.failure;
              }
            }
          };
        });
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    ((SinkLoggerFactory) LoggerFactory.getILoggerFactory())
        .attach(LogSink.of((level, logger) -> true, line -> lines.add(line[0] + " " + line[2])));
    return lines;
  }

  private static @Nullable String publish(Bridge bridge) {
    return bridge.publish("id", null, null, null, null, null, null, null, null, null, null);
  }

  private static List<Class<?>> crossing(Method method) {
    assertThat(method.getName().equals("open")).isEqualTo(Modifier.isStatic(method.getModifiers()));
    return Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))
        .toList();
  }

  private static final class FakeEngine implements Engine {

    final List<String> events = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    boolean drains = true;
    @Nullable String refusal;
    @Nullable RuntimeException failure;
    Runnable onPublish = () -> {};

    @Override
    public @Nullable String publish(
        @Nullable String id,
        @Nullable String category,
        @Nullable String type,
        @Nullable String source,
        @Nullable String resourceType,
        @Nullable String resourceUuid,
        @Nullable String body,
        @Nullable AcsReference reference) {
      events.add(
          Arrays.asList(id, category, type, source, resourceType, resourceUuid, body, reference)
              .toString());
      onPublish.run();
      return refusal;
    }

    @Override
    public void start() {
      calls.add("start");
    }

    @Override
    public boolean stop(Duration drain) {
      calls.add("stop " + drain);
      return drains;
    }

    @Override
    public String status() {
      return "busy";
    }
  }
}
