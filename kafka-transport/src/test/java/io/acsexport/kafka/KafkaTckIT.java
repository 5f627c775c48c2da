package io.acsexport.kafka;

import io.acsexport.transport.TransportProvider;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.TransportTck;
import java.io.IOException;
import java.nio.file.Path;

/** The transport kit on a real broker. */
class KafkaTckIT extends TransportTck {

  @Override
  protected TransportProvider provider() {
    return new KafkaTransportProvider();
  }

  @Override
  protected BrokerFixture fixture(Path folder) throws IOException {
    return new KafkaFixture(folder, false);
  }
}
