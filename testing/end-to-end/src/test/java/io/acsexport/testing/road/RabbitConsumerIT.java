package io.acsexport.testing.road;

import io.acsexport.example.consumer.UsageBilling;
import io.acsexport.testing.NeedsRabbit;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRabbit
class RabbitConsumerIT {

  @TempDir Path folder;

  @Test
  void usageIsBilledOnceWhateverIsRepeatedOrKilled() throws Exception {
    String ledger = folder.resolve("ledger").toString();
    new BillingRun(
            folder,
            "billing",
            (output, uri, exchange) ->
                ConsumerProcess.java(output, UsageBilling.class, uri, exchange, ledger))
        .billsEachUseOnce();
  }
}
