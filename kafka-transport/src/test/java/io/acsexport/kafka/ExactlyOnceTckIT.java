package io.acsexport.kafka;

import io.acsexport.transport.TransportProvider;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.TransportTck;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The transport kit on transactions. It takes its time, and {@link ExactlyOnceIT} has the core. */
@EnabledIfSystemProperty(named = "acs-export.test.long", matches = "true")
class ExactlyOnceTckIT extends TransportTck {

  @Override
  protected TransportProvider provider() {
    return new KafkaTransportProvider();
  }

  @Override
  protected BrokerFixture fixture(Path folder) throws IOException {
    return new KafkaFixture(folder, true);
  }
}
