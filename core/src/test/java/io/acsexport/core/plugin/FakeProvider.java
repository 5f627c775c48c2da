package io.acsexport.core.plugin;

import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;
import java.util.ArrayList;
import java.util.List;

/** Hands out one transport and keeps the contexts it was given. */
record FakeProvider(Transport transport, List<TransportContext> contexts)
    implements TransportProvider {

  FakeProvider(Transport transport) {
    this(transport, new ArrayList<>());
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String description() {
    return "fake";
  }

  @Override
  public SettingSpecs settings() {
    return SettingSpecs.of();
  }

  @Override
  public Transport create(TransportContext context) {
    contexts.add(context);
    return transport;
  }
}
