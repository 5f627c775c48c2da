package io.acsexport.log;

import static io.acsexport.log.EventFolder.deliver;
import static io.acsexport.log.EventFolder.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.FailureCode;
import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable.From;
import io.acsexport.transport.Tailable.Tail;
import io.acsexport.transport.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  @TempDir Path temp;
  private final Messages messages = new Messages();
  private EventFolder folder = new EventFolder(Path.of("unset"));

  @BeforeEach
  void name() {
    folder = new EventFolder(temp);
  }

  @Test
  void fromTheBeginningAllFilesAreReadInTheirOrder() throws Exception {
    try (FileTransport transport = folder.transport(2_000, 100, Disk.REAL)) {
      deliver(transport, messages.numbered(0, 50, 100));
      assertThat(folder.files()).hasSizeGreaterThan(4);
      try (Tail tail = transport.tail(From.BEGINNING)) {
        assertThat(tail.caughtUp()).isFalse();
        List<ReceivedMessage> read = untilCaughtUp(tail);
        assertThat(read).extracting(EventFolder::body).isEqualTo(numbers(0, 50));
        assertThat(read.get(0).location()).isEqualTo("events.jsonl.000001@0");
        assertThat(read.get(0).time()).isEqualTo(Messages.ACCEPTED);
      }
    }
  }

  @Test
  void fromTheEndOnlyWhatComesAfterIsRead() throws Exception {
    try (FileTransport transport = folder.transport()) {
      deliver(transport, messages.numbered(0, 3, 1));
      try (Tail tail = transport.tail(From.END)) {
        assertThat(tail.poll(AT_ONCE)).isEmpty();
        assertThat(tail.caughtUp()).isTrue();
        deliver(transport, messages.numbered(3, 5, 1));
        assertThat(tail.poll(AT_ONCE)).extracting(EventFolder::body).isEqualTo(numbers(3, 5));
      }
    }
  }

  @Test
  void aTailFollowsThroughEveryRenaming() throws Exception {
    try (FileTransport transport = folder.transport(2_000, 100, Disk.REAL);
        Tail tail = transport.tail(From.END)) {
      List<String> read = new ArrayList<>();
      for (int from = 0; from < 200; from += 8) {
        deliver(transport, messages.numbered(from, from + 8, 100));
        if (from % 3 == 0) {
          tail.poll(AT_ONCE).forEach(message -> read.add(EventFolder.body(message)));
        }
      }
      tail.poll(AT_ONCE).forEach(message -> read.add(EventFolder.body(message)));
      assertThat(read).isEqualTo(numbers(0, 200));
      assertThat(folder.files()).hasSizeGreaterThan(10);
    }
  }

  @Test
  void aTailThatIsOvertakenByDeletionGoesOnWithTheOldestLeft() throws Exception {
    try (FileTransport transport = folder.transport(2_000, 2, Disk.REAL)) {
      deliver(transport, messages.numbered(0, 5, 100));
      try (Tail tail = transport.tail(From.BEGINNING)) {
        assertThat(tail.poll(AT_ONCE)).extracting(EventFolder::body).isEqualTo(numbers(0, 5));
        deliver(transport, messages.numbered(5, 200, 100));
        List<String> left = folder.bodies();
        assertThat(left).hasSizeLessThan(60).endsWith("199");
        assertThat(tail.poll(AT_ONCE))
            .extracting(EventFolder::body)
            .as("the rest of the file that was open, then those that are left")
            .startsWith("5", "6")
            .endsWith(left.toArray(String[]::new))
            .hasSizeLessThan(60 + 15);
      }
    }
  }

  @Test
  void aFileThatDoesNotExistYetIsWaitedFor() throws Exception {
    try (FileTransport transport = folder.transport();
        Tail tail = transport.tail(From.END)) {
      assertThat(tail.caughtUp()).isTrue();
      assertThat(tail.poll(AT_ONCE)).isEmpty();
      deliver(transport, messages.numbered(0, 2, 1));
      assertThat(tail.poll(AT_ONCE)).extracting(EventFolder::body).isEqualTo(numbers(0, 2));
    }
  }

  @Test
  void aLineIsHandedOutOnceItIsWhole() throws Exception {
    byte[] line = new EventLine().encode(messages.message("k", "whole"));
    Files.write(folder.file, Arrays.copyOf(line, 20));
    try (Tail tail = folder.transport().tail(From.BEGINNING)) {
      assertThat(tail.poll(AT_ONCE)).isEmpty();
      assertThat(tail.caughtUp()).as("an unfinished line is nobody's event").isTrue();
      Files.write(folder.file, line);
      assertThat(tail.poll(AT_ONCE)).extracting(EventFolder::body).containsExactly("whole");
    }
  }

  @Test
  void longLinesAreReadAndEndlessOnesRefused() throws Exception {
    try (FileTransport transport = folder.transport(64 << 20, 2, Disk.REAL)) {
      deliver(transport, List.of(messages.message("k", "\u0001".repeat(1 << 20))));
      try (Tail tail = transport.tail(From.BEGINNING)) {
        assertThat(untilCaughtUp(tail))
            .singleElement()
            .satisfies(message -> assertThat(message.body()).hasSize(1 << 20));
      }
    }
    Files.write(folder.file, new byte[8 << 20]);
    try (Tail tail = folder.transport().tail(From.BEGINNING)) {
      assertThatThrownBy(() -> tail.poll(AT_ONCE))
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TARGET_MISMATCH));
    }
  }

  @Test
  void aMissingFolderIsTold() {
    EventFolder missing = new EventFolder(temp.resolve("missing"));
    assertThatThrownBy(() -> missing.transport().tail(From.BEGINNING))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.TARGET_MISSING));
  }

  private static List<ReceivedMessage> untilCaughtUp(Tail tail) throws Exception {
    List<ReceivedMessage> read = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!tail.caughtUp() && System.nanoTime() - deadline < 0) {
      read.addAll(tail.poll(AT_ONCE));
    }
    assertThat(tail.caughtUp()).isTrue();
    return read;
  }
}
