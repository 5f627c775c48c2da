package io.acsexport.testing.road;

import io.acsexport.testing.NeedsRabbit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRabbit
@NeedsPython(module = "pika")
class PythonRabbitConsumerIT {

  private static final String QUERY =
      """
      import sqlite3, sys
      query = "SELECT 1 FROM totals WHERE account = ?"
      for row in sqlite3.connect(sys.argv[1]).execute(query, sys.argv[2:]):
          print(row)
      """;

  @TempDir Path folder;

  @Test
  void usageIsBilledOnceWhateverIsRepeatedOrKilled() throws Exception {
    String python = PythonCondition.find("pika").orElseThrow();
    String script = PythonCondition.EXAMPLES.resolve("usage_billing.py").toString();
    String database = folder.resolve("billing.db").toString();
    BillingRun.Consumer billing =
        new BillingRun.Consumer() {
          @Override
          public ConsumerProcess start(Path output, String uri, String exchange)
              throws IOException {
            return ConsumerProcess.start(output, List.of(python, script, uri, exchange, database));
          }

          @Override
          public boolean hasBilled(String account) throws Exception {
            return !FileRoad.run(
                    folder.resolve("query"), Map.of(), python, "-c", QUERY, database, account)
                .isEmpty();
          }
        };
    new BillingRun(folder, "billing-python", billing).billsEachUseOnce();
  }
}
