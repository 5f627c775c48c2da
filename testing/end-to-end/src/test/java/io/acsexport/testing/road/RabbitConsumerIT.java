package io.acsexport.testing.road;

import io.acsexport.example.consumer.UsageBilling;
import io.acsexport.testing.NeedsRabbit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRabbit
class RabbitConsumerIT {

  @TempDir Path folder;

  @Test
  void usageIsBilledOnceWhateverIsRepeatedOrKilled() throws Exception {
    Path ledger = folder.resolve("ledger");
    BillingRun.Consumer billing =
        new BillingRun.Consumer() {
          @Override
          public ConsumerProcess start(Path output, String uri, String exchange)
              throws IOException {
            return ConsumerProcess.java(
                output, UsageBilling.class, uri, exchange, ledger.toString());
          }

          @Override
          public boolean hasBilled(String account) throws IOException {
            return Files.readString(ledger).contains("\t" + account + "\t");
          }
        };
    new BillingRun(folder, "billing", billing).billsEachUseOnce();
  }
}
