package io.acsexport.kafka;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Transport;
import io.acsexport.transport.tck.EngineStandIn;
import java.time.Duration;
import java.util.List;

/** The kit's engine, with patience for a cluster that elects its leaders anew. */
final class Engine {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EngineStandIn engine;

  Engine(Transport transport) {
    this.engine = new EngineStandIn(transport, PATIENCE);
  }

  BatchResult send(OutboundMessage first, OutboundMessage... more) throws InterruptedException {
    return engine.send(first, more);
  }

  void deliver(List<OutboundMessage> messages, int batchSize, Duration limit) throws Exception {
    engine.deliver(messages, batchSize, limit);
  }

  List<OutboundMessage> rejected() {
    return engine.having(Outcome.Rejected.class);
  }
}
