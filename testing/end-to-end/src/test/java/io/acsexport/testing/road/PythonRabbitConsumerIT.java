package io.acsexport.testing.road;

import io.acsexport.testing.NeedsRabbit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRabbit
@NeedsPython(module = "pika")
class PythonRabbitConsumerIT {

  @TempDir Path folder;

  @Test
  void usageIsBilledOnceWhateverIsRepeatedOrKilled() throws Exception {
    String python = PythonCondition.find("pika").orElseThrow();
    String script = PythonCondition.EXAMPLES.resolve("usage_billing.py").toString();
    String database = folder.resolve("billing.db").toString();
    new BillingRun(
            folder,
            "billing-python",
            (output, uri, exchange) ->
                ConsumerProcess.start(output, List.of(python, script, uri, exchange, database)))
        .billsEachUseOnce();
  }
}
