package io.acsexport.transport.tck;

import io.acsexport.transport.TransportProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests that every transport has to pass. Extend it, name the provider and the fixture, and run
 * it like any other JUnit test:
 *
 * <pre>{@code
 * class PigeonTckTest extends TransportTck {
 *
 *   @Override
 *   protected TransportProvider provider() {
 *     return new PigeonTransportProvider();
 *   }
 *
 *   @Override
 *   protected BrokerFixture fixture(Path folder) {
 *     return new LoftFixture(folder);
 *   }
 * }
 * }</pre>
 *
 * <p>Tests of what the fixture does not claim are skipped. A failing test says which rule of {@link
 * io.acsexport.transport.Transport} is broken and how it showed.
 *
 * <p>The kit calls the transport as the engine does, see {@link EngineStandIn}, with a context
 * class loader of its own, so that it can tell the transport's threads from others. Nothing else
 * may start threads in the same JVM meanwhile: do not run it beside other tests in parallel.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(BenchResolver.class)
public abstract class TransportTck
    implements DeliveryRules,
        FailureRules,
        OutageRules,
        InterruptRules,
        ClosingRules,
        ThreadRules,
        ProviderRules,
        SecrecyRules,
        CapabilityRules {

  private final Bench bench = new Bench(this::provider, this::patience);

  /** For subclasses. */
  protected TransportTck() {}

  /** The provider under test; one instance or a new one in each call. */
  protected abstract TransportProvider provider();

  /**
   * The broker, not yet started; called once.
   *
   * @param folder an empty folder that is deleted after all tests
   */
  protected abstract BrokerFixture fixture(Path folder) throws Exception;

  /**
   * How long to wait for what takes no time on an idle machine: for messages to become visible, for
   * threads to end. Longer only makes failing tests slower.
   */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  @BeforeAll
  final void startTheBroker(@TempDir Path folder) throws Exception {
    bench.begin(fixture(folder));
  }

  @AfterEach
  final void putBack() throws Exception {
    bench.clear();
  }

  @AfterAll
  final void endTheBroker() throws Exception {
    bench.close();
  }

  final Bench bench() {
    return bench;
  }
}
