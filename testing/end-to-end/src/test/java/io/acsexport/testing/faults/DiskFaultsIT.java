package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.FragileDisk;
import io.acsexport.testing.SmallDisk;
import io.acsexport.testing.road.ShortPaths;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The disk under the spool is full, broken or tampered with. */
@Tag("concurrent")
class DiskFaultsIT {

  private static final int THREADS = 4;

  /** Of a thousand events; those of the segment that is being read may arrive. */
  private static final int FEWEST = 700;

  private static final String SMALL =
      "acs-export.spool { segment-size = 64 KiB, max-event-size = 16 KiB, min-free = 0 B }";

  @RegisterExtension final SmallDisk small = new SmallDisk(4096);
  @RegisterExtension final FragileDisk fragile = new FragileDisk();

  @TempDir(factory = ShortPaths.class)
  Path folder;

  private FileTarget target;

  @BeforeEach
  void makeTarget() {
    target = new FileTarget(folder.resolve("out"));
  }

  @Test
  void aFullDiskRefusesAndTakesEventsAgain() throws Exception {
    try (Scenario scenario = smallScenario()) {
      scenario.configure("acs-export.destinations.main.when-full = hold").start().refused(200);
      assertThat(scenario.log()).contains("short of space", "Appends are refused");
      target.come();
      scenario.publish(2_000);
      assertThat(scenario.log()).contains("has room again");
      Path others = small.folder().resolve("somebody-elses");
      fill(others);
      scenario.publish(500);
      Files.delete(others);
      scenario.publish(2_000).finish();
      scenario.judge();
    }
  }

  @Test
  void aFullDiskMayCostTheOldestEventsOfWhichConsumersAreTold() throws Exception {
    try (Scenario scenario = smallScenario()) {
      scenario.start().publish(8_000);
      target.come();
      scenario.publish(500).finish();
      assertThat(scenario.judgeWithLoss().told()).isPositive();
      assertThat(scenario.log()).contains("is full: destination 'main' loses its oldest");
    }
  }

  private Scenario smallScenario() throws IOException {
    return new Scenario(folder, target, THREADS)
        .spoolIn(small.folder().resolve("spool"))
        .configure(SMALL)
        .flatOut();
  }

  /** To the last byte. */
  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      // As wanted.
    }
  }

  @Test
  void aDiskThatBecomesReadOnlyRefusesAndLosesNothingThatWasSynced() throws Exception {
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario
          .spoolIn(fragile.folder().resolve("spool"))
          .configure("acs-export.spool { fsync = always, segment-size = 1 MiB, min-free = 0 B }")
          .configure("acs-export.spool.max-event-size = 64 KiB")
          .start()
          .publish(500);
      fragile.fail();
      scenario.refused(200);
      assertThat(scenario.log()).contains("Read-only file system");
      target.come();
      scenario.finish();
      fragile.repair();
      scenario.start().publish(500).finish();
      scenario.judge();
    }
  }

  @Test
  void whatIsInDeletedFilesIsMissedAndWhatComesLaterArrives() throws Exception {
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario
          .configure(SMALL)
          .configure("acs-export.publish-timeout = 2 s")
          .start()
          .publish(1_000);
      deleteAllIn(scenario.spool(), ".segment");
      deleteAllIn(scenario.spool(), ".cursor");
      scenario.says("was deleted under the running exporter");
      Set<NumberedEvent> before = scenario.outcomes().accepted();
      scenario.publish(500);
      target.come();
      scenario.says("records, ").publish(500);
      assertThat(scenario.status().at("/spool/damaged").asLong()).isGreaterThanOrEqualTo(FEWEST);
      scenario.kill();
      scenario.start().publish(100).finish();
      assertThat(scenario.judgeWithLoss().lost())
          .hasSizeGreaterThanOrEqualTo(FEWEST)
          .isSubsetOf(before);
    }
  }

  @Test
  void aDeletedFolderCostsWhatWasInIt() throws Exception {
    try (Scenario scenario = new Scenario(folder, target, THREADS)) {
      scenario.start().publish(500);
      // At one stroke, which deleting file by file is not.
      Files.move(scenario.spool(), folder.resolve("gone"));
      scenario.says("The folder of spool");
      Set<NumberedEvent> before = scenario.outcomes().accepted();
      scenario.publish(500);
      target.come();
      scenario.says("control.sock was deleted, and is there anew").isUp().publish(100).kill();
      scenario.start().publish(100).finish();
      // None at all, where the destination had the one segment open: that can be read to its end.
      assertThat(scenario.judgeWithLoss().lost()).isSubsetOf(before);
    }
  }

  private static void deleteAllIn(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files
              .filter(each -> each.toString().endsWith(suffix))
              .sorted(Comparator.reverseOrder())
              .toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Test
  void aFlippedByteInEveryFileCostsTheRecordsHit() throws Exception {
    Random random = Length.random();
    Path state = Files.createDirectory(folder.resolve("state"));
    try (Scenario scenario =
        new Scenario(folder, target, THREADS)
            .with("-Dacs-export.state=" + state)
            .configure(SMALL)) {
      long hit = 0;
      for (int round = 0; round < Length.rounds(2, 20); round++) {
        scenario.start().publish(700).kill();
        hit += flipAByteInEach(scenario.spool(), random) + flipAByteInEach(state, random);
      }
      target.come();
      scenario.start().publish(100).finish();
      assertThat(scenario.judgeWithLoss().lost()).hasSizeLessThanOrEqualTo((int) hit);
    }
  }

  private static long flipAByteInEach(Path folder, Random random) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    for (Path path : files) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        if (file.length() > 0) {
          // Where much of a file is empty, records are at its beginning.
          long at = random.nextInt((int) Math.min(file.length(), 20_000));
          file.seek(at);
          int flipped = file.read() ^ (1 << random.nextInt(8));
          file.seek(at);
          file.write(flipped);
        }
      }
    }
    return files.size();
  }
}
