package io.acsexport.log;

import static io.acsexport.log.EventFolder.deliver;
import static io.acsexport.log.EventFolder.failure;
import static io.acsexport.log.EventFolder.numbers;
import static io.acsexport.log.EventFolder.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.SmallDisk;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a file system that really is full; others cover that by injection. */
class SmallDiskTest {

  @RegisterExtension final SmallDisk disk = new SmallDisk();
  private final Messages messages = new Messages();

  @Test
  void aFullDiskIsToldAndOnceThereIsRoomDeliveryGoesOn() throws Exception {
    EventFolder folder = new EventFolder(disk.folder());
    Path ballast = Files.write(disk.folder().resolve("ballast"), new byte[200 << 10]);
    try (FileTransport transport = folder.transport()) {
      deliver(transport, messages.numbered(0, 1, 1));
      assertThat(failure(send(transport, messages.numbered(1, 101, 1_000))).code())
          .isEqualTo(FailureCode.THROTTLED);
      assertThat(folder.bodies()).isEqualTo(numbers(0, 1));
      assertThat(transport.check(Duration.ofSeconds(1)))
          .anyMatch(notice -> notice.level() == Notice.Level.WARNING);
      Files.delete(ballast);
      deliver(transport, messages.numbered(1, 101, 1_000));
      assertThat(folder.bodies()).isEqualTo(numbers(0, 101));
    }
  }

  @Test
  void aFileSystemThatBecameReadOnlyIsTold() throws Exception {
    EventFolder folder = new EventFolder(disk.folder());
    disk.makeReadOnly();
    try (FileTransport transport = folder.transport()) {
      assertThat(failure(send(transport, messages.numbered(0, 1, 1))).code())
          .isEqualTo(FailureCode.AUTHORIZATION_FAILED);
    }
  }
}
