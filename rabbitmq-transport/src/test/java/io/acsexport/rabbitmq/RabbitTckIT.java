package io.acsexport.rabbitmq;

import io.acsexport.testing.NeedsRabbit;
import io.acsexport.transport.TransportProvider;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.TransportTck;
import java.io.IOException;
import java.nio.file.Path;

/** The transport kit on a real broker. */
@NeedsRabbit
class RabbitTckIT extends TransportTck {

  @Override
  protected TransportProvider provider() {
    return new RabbitTransportProvider();
  }

  @Override
  protected BrokerFixture fixture(Path folder) throws IOException {
    return new RabbitFixture(folder);
  }
}
