package io.acsexport.log;

import static io.acsexport.log.EventFolder.deliver;
import static io.acsexport.log.EventFolder.failure;
import static io.acsexport.log.EventFolder.numbers;
import static io.acsexport.log.EventFolder.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTransportTest {

  @TempDir Path temp;
  private final Messages messages = new Messages();
  private final FaultyDisk disk = new FaultyDisk();
  private EventFolder folder = new EventFolder(Path.of("unset"));

  @BeforeEach
  void name() {
    folder = new EventFolder(temp.resolve("out"));
  }

  private void makeFolder() throws Exception {
    Files.createDirectory(folder.path);
  }

  @Test
  void eventsOfSeveralBatchesAndRunsAreAppended() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport()) {
      deliver(transport, messages.numbered(0, 1, 1));
      deliver(transport, messages.numbered(1, 500, 1));
      assertThat(transport.health().state()).isEqualTo(Health.State.UP);
    }
    try (FileTransport transport = folder.transport()) {
      deliver(transport, messages.numbered(500, 501, 1));
    }
    assertThat(folder.bodies()).isEqualTo(numbers(0, 501));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.file)))
        .as("no business of others")
        .endsWith("---");
  }

  @Test
  void aFullFileIsRenamedAndTheOldestDeleted() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport(2_000, 3, Disk.REAL)) {
      for (int from = 0; from < 100; from += 10) {
        deliver(transport, messages.numbered(from, from + 10, 100));
        assertThat(folder.files()).hasSizeLessThanOrEqualTo(3);
      }
    }
    assertThat(folder.files())
        .hasSize(3)
        .allSatisfy(file -> assertThat(Files.size(file)).isBetween(1L, 2_000L));
    assertThat(folder.bodies()).hasSizeGreaterThan(10).endsWith("98", "99");
    assertThat(folder.bodies()).isEqualTo(numbers(100 - folder.bodies().size(), 100));
  }

  @Test
  void anEventLongerThanAFileMayBeStillGetsOne() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport(1_000, 2, Disk.REAL)) {
      deliver(transport, messages.numbered(0, 2, 5_000));
    }
    assertThat(folder.files()).hasSize(2);
    assertThat(folder.bodies()).isEqualTo(numbers(0, 2));
  }

  @Test
  void aMissingFolderIsToldAndOnceItIsThereDeliveryGoesOn() throws Exception {
    try (FileTransport transport = folder.transport()) {
      Failure failure = failure(send(transport, messages.numbered(0, 2, 1)));
      assertThat(failure.code()).isEqualTo(FailureCode.TARGET_MISSING);
      assertThat(failure.detail()).contains(folder.path.toString());
      assertThat(failure.remedy()).contains(System.getProperty("user.name"));
      assertThat(transport.health().failure()).isEqualTo(failure);

      makeFolder();
      deliver(transport, messages.numbered(0, 2, 1));
      assertThat(folder.bodies()).isEqualTo(numbers(0, 2));
    }
  }

  @Test
  void aNameThatIsNoFileIsTold() throws Exception {
    Files.createDirectories(folder.file);
    try (FileTransport transport = folder.transport()) {
      assertThat(failure(send(transport, messages.numbered(0, 1, 1))).code())
          .isEqualTo(FailureCode.TARGET_MISMATCH);
    }
  }

  @Test
  void aSecondWriterIsRefusedUntilTheFirstHasEnded() throws Exception {
    makeFolder();
    try (FileTransport second = folder.transport()) {
      try (FileTransport first = folder.transport()) {
        deliver(first, messages.numbered(0, 1, 1));
        assertThat(failure(send(second, messages.numbered(1, 2, 1))).code())
            .isEqualTo(FailureCode.FENCED);
        deliver(first, messages.numbered(1, 2, 1));
      }
      deliver(second, messages.numbered(2, 3, 1));
    }
    assertThat(folder.bodies()).isEqualTo(numbers(0, 3));
  }

  @Test
  void aFullDiskLeavesNoHalfLineAndCostsNothing() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport(1 << 20, 3, disk)) {
      deliver(transport, messages.numbered(0, 2, 1));
      long size = Files.size(folder.file);
      for (int room = 0; room < 200; room += 7) {
        disk.room = room;
        Failure failure = failure(send(transport, messages.numbered(2, 4, 1)));
        assertThat(failure.code()).isEqualTo(FailureCode.THROTTLED);
        assertThat(failure.remedy()).contains(folder.path.toString());
        assertThat(Files.size(folder.file)).isEqualTo(size);
      }
      disk.room = Long.MAX_VALUE;
      deliver(transport, messages.numbered(2, 4, 1));
    }
    assertThat(folder.bodies()).isEqualTo(numbers(0, 4));
  }

  @Test
  void whatWasSyncedBeforeTheDiskWasFullIsDelivered() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport(1_000, 9, disk)) {
      disk.room = 2_500;
      BatchResult result = send(transport, messages.numbered(0, 20, 100));
      long delivered =
          result.outcomes().stream().filter(Outcome.Delivered.class::isInstance).count();
      assertThat(delivered).isBetween(3L, 15L);
      assertThat(result.outcomes().subList(0, (int) delivered))
          .hasOnlyElementsOfType(Outcome.Delivered.class);
      assertThat(folder.bodies()).isEqualTo(numbers(0, (int) delivered));
    }
  }

  @Test
  void whatCouldNotBeSyncedIsNotDelivered() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport(1 << 20, 3, disk)) {
      disk.syncFails = true;
      assertThat(failure(send(transport, messages.numbered(0, 2, 1))).code())
          .isEqualTo(FailureCode.BROKER_UNAVAILABLE);
      disk.syncFails = false;
      deliver(transport, messages.numbered(0, 2, 1));
    }
    assertThat(folder.bodies()).isEqualTo(numbers(0, 2));
  }

  @Test
  void aLineThatAKilledProcessLeftUnfinishedStandsAlone() throws Exception {
    makeFolder();
    Files.writeString(folder.file, "{\"id\":\"to");
    try (FileTransport transport = folder.transport()) {
      deliver(transport, messages.numbered(0, 1, 1));
    }
    assertThat(folder.bodies()).containsExactly("{\"id\":\"to", "0");
  }

  @Test
  void aFileMovedOrDeletedByOthersIsBegunAnew() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport()) {
      deliver(transport, messages.numbered(0, 1, 1));
      Files.move(folder.file, folder.path.resolve("taken"));
      deliver(transport, messages.numbered(1, 2, 1));
      assertThat(folder.bodies()).isEqualTo(numbers(1, 2));
      Files.delete(folder.file);
      deliver(transport, messages.numbered(2, 3, 1));
      assertThat(folder.bodies()).isEqualTo(numbers(2, 3));
      // As 'copytruncate' of logrotate does.
      Files.write(folder.file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      deliver(transport, messages.numbered(3, 4, 1));
      assertThat(folder.bodies()).isEqualTo(numbers(3, 4));
    }
  }

  @Test
  void anInterruptEndsTheSendAndTheNextWorks() throws Exception {
    makeFolder();
    try (FileTransport transport = folder.transport()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> transport.send(messages.numbered(0, 1, 1)))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      deliver(transport, messages.numbered(0, 1, 1));
    }
    assertThat(folder.bodies()).isEqualTo(numbers(0, 1));
  }

  @Test
  void afterCloseNothingIsWritten() throws Exception {
    makeFolder();
    FileTransport transport = folder.transport();
    deliver(transport, messages.numbered(0, 1, 1));
    transport.close();
    transport.close();
    assertThat(failure(send(transport, messages.numbered(1, 2, 1))).code())
        .isEqualTo(FailureCode.CLOSED);
    assertThat(folder.bodies()).isEqualTo(numbers(0, 1));
    assertThat(transport.health().state()).isEqualTo(Health.State.IDLE);
  }

  @Test
  void theCheckMakesNothingAndSaysWhatWouldFail() throws Exception {
    FileTransport transport = folder.transport();
    assertThat(transport.check(Duration.ofSeconds(1)))
        .singleElement()
        .satisfies(notice -> assertThat(notice.level()).isEqualTo(Notice.Level.ERROR));
    makeFolder();
    assertThat(transport.check(Duration.ofSeconds(1)))
        .allSatisfy(notice -> assertThat(notice.level()).isNotEqualTo(Notice.Level.ERROR));
    assertThat(folder.path).isEmptyDirectory();
    Files.createDirectory(folder.file);
    assertThat(transport.check(Duration.ofSeconds(1)).get(0).level()).isEqualTo(Notice.Level.ERROR);
  }
}
