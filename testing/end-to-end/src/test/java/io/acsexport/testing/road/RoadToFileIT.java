package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.check.AcsPublisher;
import io.acsexport.testing.check.DeliveryCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoadToFileIT {

  @TempDir Path folder;

  @Test
  void whatSeveralThreadsPublishStandsInTheFileOnceAndInOrder() throws Exception {
    FileRoad road = new FileRoad(folder, folder);
    road.publish(Road.EVENTS);

    DeliveryCheck check = DeliveryCheck.compare(Road.EXPECTED, road.arrived());
    assertThat(check.perfect()).as("%s", check).isTrue();
    assertThat(Files.readString(road.file)).doesNotContain("EXAMPLE");
    assertThat(
            FileRoad.run(
                folder.resolve("tail"),
                Map.of(),
                Road.HOME.resolve("bin/acs-export").toString(),
                "--config",
                road.configuration.toString(),
                "tail",
                "main",
                "--no-follow"))
        .hasLineCount(Road.EVENTS.size())
        .contains("ACCOUNT.CREATE");
  }

  @Test
  void eventsWaitForAFolderThatIsMissing() throws Exception {
    Path out = folder.resolve("out");
    FileRoad road = new FileRoad(folder, out);
    AcsPublisher publisher = new AcsPublisher(Road.HOME, road.configuration);
    publisher.start();
    Road.publish(publisher, Road.EVENTS.subList(0, 20), 1);
    Files.createDirectory(out);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(road.file) && road.arrived().size() == 20);
    publisher.stop();
    assertThat(DeliveryCheck.compare(Road.EXPECTED.subList(0, 20), road.arrived()).perfect())
        .isTrue();
  }

  @Test
  void theCommandShowsEventsInItsLog() throws Exception {
    Path configuration = FileRoad.configuration(folder, "body-limit = 12");
    Path events =
        Files.writeString(
            folder.resolve("events.jsonl"),
            """
            {"category":"ActionEvent","type":"VM.CREATE","description":"{\\"a\\":\\"0123456789\\"}"}
            """);
    String printed =
        FileRoad.run(
            folder.resolve("send"),
            Map.of(),
            Road.HOME.resolve("bin/acs-export").toString(),
            "--config",
            configuration.toString(),
            "--verbose",
            "send",
            events.toString());
    assertThat(printed)
        .contains("INFO events: Event for main: acs-id=", " acs-type=VM.CREATE")
        .contains("body={\"a\":\"012345… (18 bytes)");
  }
}
