package io.acsexport.testing.faults;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker is well and refuses: what is missing or forbidden must not cost an event. */
class RefusalsIT {

  private static final int THREADS = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theTopicIsMissingAtFirst(boolean exactlyOnce) throws Exception {
    try (KafkaBroker broker =
            KafkaBroker.start(
                KafkaBrokerOptions.in(folder.resolve("broker"))
                    .with("auto.create.topics.enable", "false"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      KafkaTarget target = KafkaTarget.of(broker.bootstrapServers(), "late", exactlyOnce);
      try (Scenario scenario = new Scenario(folder, target, THREADS)) {
        scenario.start().publish(1_000);
        admin
            .createTopics(List.of(new NewTopic("late", 3, (short) 1)))
            .all()
            .get(60, TimeUnit.SECONDS);
        scenario.publish(500).finish();
        scenario.judge();
      }
    }
  }
}
