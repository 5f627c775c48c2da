package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.Meters;
import io.acsexport.transport.Notice;
import io.acsexport.transport.TransportContext;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IsolatedContextTest {

  private static final ClassLoader PLUGIN = new URLClassLoader("plugin", new URL[0], null);
  private static final ClassLoader ENGINE = ContextLoader.class.getClassLoader();

  private final List<@Nullable ClassLoader> seen = new ArrayList<>();
  private final List<Runnable> scheduled = new ArrayList<>();
  private final List<DoubleSupplier> gauges = new ArrayList<>();
  private final TransportContext given =
      new IsolatedContext(
          (TransportContext)
              Proxy.newProxyInstance(
                  ENGINE,
                  new Class<?>[] {TransportContext.class},
                  (proxy, method, arguments) ->
                      engine(method.getName(), arguments == null ? new Object[0] : arguments)),
          PLUGIN);
  private final @Nullable ClassLoader before = Thread.currentThread().getContextClassLoader();

  @BeforeEach
  void callAsThePlugin() {
    Thread.currentThread().setContextClassLoader(PLUGIN);
  }

  @AfterEach
  void returnToTheTest() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void threadsAreGivenTheTransportsLoader() throws InterruptedException {
    Thread.currentThread().setContextClassLoader(ENGINE);
    Thread thread = given.threads().newThread(this::note);
    thread.start();
    thread.join();

    assertThat(seen).containsExactly(PLUGIN);
  }

  @Test
  void aTaskRunsWithTheTransportsLoaderAndTheTimerGoesOnWithItsOwn() {
    given.schedule(Duration.ZERO, this::note);
    Thread.currentThread().setContextClassLoader(ENGINE);
    scheduled.get(0).run();

    assertThat(seen).containsExactly(ENGINE, PLUGIN);
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(ENGINE);
  }

  @Test
  void aTaskThatFailsLeavesTheTimerItsLoader() {
    given.schedule(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("a test");
        });
    Thread.currentThread().setContextClassLoader(ENGINE);

    assertThatThrownBy(scheduled.get(0)::run).hasMessage("a test");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(ENGINE);
  }

  @Test
  void aGaugeIsReadWithTheTransportsLoader() {
    given
        .meters()
        .gauge(
            "lag",
            () -> {
              note();
              return 3;
            });
    Thread.currentThread().setContextClassLoader(ENGINE);

    assertThat(gauges.get(0).getAsDouble()).isEqualTo(3);
    assertThat(seen).containsExactly(ENGINE, PLUGIN);
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(ENGINE);
  }

  @Test
  void theEngineWorksWithItsOwnLoaderWhileTheTransportCallsIt() {
    given.notice(Notice.info("setting", "a test"));
    given.meters().count("returned", 1);

    assertThat(seen).containsExactly(ENGINE, ENGINE);
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(PLUGIN);
  }

  private void note() {
    seen.add(Thread.currentThread().getContextClassLoader());
  }

  /** What the engine does: keeps tasks and gauges, and notes how it was called. */
  private @Nullable Object engine(String method, Object[] arguments) {
    return switch (method) {
      case "threads" -> (ThreadFactory) Thread::new;
      case "meters" -> new EngineMeters();
      case "schedule" -> {
        note();
        scheduled.add((Runnable) arguments[1]);
        yield (TransportContext.Cancellable) () -> {};
      }
      case "notice" -> {
        note();
        yield null;
      }
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private final class EngineMeters implements Meters {

    @Override
    public void count(String name, long amount) {
      note();
    }

    @Override
    public void gauge(String name, DoubleSupplier value) {
      note();
      gauges.add(value);
    }
  }
}
