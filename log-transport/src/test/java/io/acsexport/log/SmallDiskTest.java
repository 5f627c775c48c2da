package io.acsexport.log;

import static io.acsexport.log.EventFolder.deliver;
import static io.acsexport.log.EventFolder.failure;
import static io.acsexport.log.EventFolder.numbers;
import static io.acsexport.log.EventFolder.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of 256 KiB, where the test may mount one; others cover it by injection. */
class SmallDiskTest {

  @TempDir Path temp;
  private final Messages messages = new Messages();
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted =
        System.getProperty("os.name").equals("Linux")
            && run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", temp.toString());
    assumeTrue(mounted, "A tmpfs can be mounted by root alone");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", temp.toString())).isTrue();
    }
  }

  @Test
  void aFullDiskIsToldAndOnceThereIsRoomDeliveryGoesOn() throws Exception {
    EventFolder folder = new EventFolder(temp);
    Path ballast = Files.write(temp.resolve("ballast"), new byte[200 << 10]);
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
    EventFolder folder = new EventFolder(temp);
    assertThat(run("mount", "-o", "remount,ro", temp.toString())).isTrue();
    try (FileTransport transport = folder.transport()) {
      assertThat(failure(send(transport, messages.numbered(0, 1, 1))).code())
          .isEqualTo(FailureCode.AUTHORIZATION_FAILED);
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }
}
