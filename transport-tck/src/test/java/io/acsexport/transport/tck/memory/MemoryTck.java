package io.acsexport.transport.tck.memory;

import io.acsexport.transport.TransportProvider;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.TransportTck;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The kit as a transport's author uses it, run by {@link TransportTckTest}. */
@ExtendWith(MemoryTck.FaultResolver.class)
final class MemoryTck extends TransportTck {

  static final String FAULT = "fault";

  private final MemoryBroker broker = new MemoryBroker();
  private final MemoryProvider provider;
  private final Fault fault;

  MemoryTck(Fault fault) {
    this.fault = fault;
    provider = new MemoryProvider(broker, fault);
  }

  @Override
  protected TransportProvider provider() {
    return provider;
  }

  @Override
  protected BrokerFixture fixture(Path folder) {
    return new MemoryFixture(broker);
  }

  @Override
  protected Duration patience() {
    // Only a wrong transport uses it up.
    return fault.tests().isEmpty() ? Duration.ofSeconds(20) : Duration.ofMillis(600);
  }

  /** The fault that the run is about. */
  static final class FaultResolver implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
      return parameter.getParameter().getType() == Fault.class;
    }

    @Override
    public Fault resolveParameter(ParameterContext parameter, ExtensionContext test) {
      return Fault.valueOf(test.getConfigurationParameter(FAULT).orElse(Fault.NONE.name()));
    }
  }
}
