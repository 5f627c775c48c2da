package io.acsexport.testing.faults;

import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.KafkaBrokerOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load, and a backlog that comes of it: see {@link Backlog}. */
class KafkaLoadIT {

  @TempDir Path folder;

  @Test
  void oneOfTwoClustersComesBackToALargeBacklog() throws Exception {
    try (KafkaBroker up = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("up")));
        KafkaBroker down = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("down")));
        Backlog backlog =
            new Backlog(
                folder,
                KafkaTarget.of(up.bootstrapServers(), "load", true),
                KafkaTarget.of(down.bootstrapServers(), "load", false),
                Length.rounds(3, 60),
                Length.rounds(100_000, 2_000_000))) {
      backlog.beginsWell();
      down.kill();
      backlog.comesTogether();
      down.start();
      backlog.isDrained();
    }
  }
}
