package io.acsexport.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.deadletter.DeadLetterReader;
import io.acsexport.core.deadletter.StoredDeadLetter;
import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.engine.Operations.NoSuchDestinationException;
import io.acsexport.core.engine.Operations.Replayed;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsTest {

  @TempDir Path folder;

  private final MemoryTransport one = new MemoryTransport("one");
  private final MemoryTransport two = new MemoryTransport("two");
  private @Nullable Exporter exporter;

  @AfterEach
  void close() {
    if (exporter != null) {
      exporter.close();
    }
  }

  @Test
  void aReplayedEventReachesItsDestinationAloneWithTheSameId() throws Exception {
    one.broker = OperationsTest::refuseBad;
    Exporter open = open("one { transport = one }\n two { transport = two }");
    open.start();
    open.publish(event("a", "good"));
    open.publish(event("b", "bad"));
    open.publish(event("c", "good"));
    awaitPassed(open);
    Operations operations = open.operations();
    assertThat(operations.details("one").deadLetters()).isEqualTo(1);
    assertThat(operations.details("two").deadLetters()).isZero();
    OutboundMessage first = two.arrived.get(1);

    one.broker = message -> Outcome.delivered();
    Replayed replayed = operations.replay("one", letter -> true);

    assertThat(replayed).isEqualTo(new Replayed(1, 0, null));
    awaitPassed(open);
    OutboundMessage again = one.arrived.get(2);
    assertThat(again.id()).isEqualTo(first.id()).isEqualTo("b");
    assertThat(again.sequence()).isGreaterThan(first.sequence());
    assertThat(again.headers())
        .containsKey("acs-replayed")
        .containsEntry("acs-accepted", requireNonNull(first.headers().get("acs-accepted")));
    assertThat(two.arrived).as("the other destination").hasSize(3);
    assertThat(operations.details("one").deadLetters()).isZero();
  }

  @Test
  void whatIsRefusedAgainIsADeadLetterAgain() throws Exception {
    one.broker = OperationsTest::refuseBad;
    Exporter open = open("one { transport = one }");
    open.start();
    open.publish(event("b", "bad"));
    awaitPassed(open);
    String accepted = accepted(open);

    for (int i = 0; i < 3; i++) {
      assertThat(open.operations().replay("one", letter -> true).replayed()).isEqualTo(1);
      awaitPassed(open);
      await().until(() -> numbers(open).size() == 1);
    }
    one.broker = message -> Outcome.delivered();
    open.operations().replay("one", letter -> true);
    awaitPassed(open);
    assertThat(one.arrived.get(0).headers()).containsEntry("acs-accepted", accepted);
  }

  @Test
  void whatIsChosenIsReplayedOrPurgedAndTheRestStays() throws Exception {
    one.broker = OperationsTest::refuseBad;
    Exporter open = open("one { transport = one }");
    open.start();
    for (int i = 0; i < 5; i++) {
      open.publish(event("id-" + i, "bad"));
    }
    awaitPassed(open);
    List<Long> numbers = numbers(open);
    Operations operations = open.operations();

    assertThat(operations.purge("one", letter -> letter.number() == numbers.get(1))).isEqualTo(1);
    one.broker = message -> Outcome.delivered();
    assertThat(operations.replay("one", letter -> letter.number() == numbers.get(3)).replayed())
        .isEqualTo(1);
    awaitPassed(open);

    assertThat(numbers(open)).containsExactly(numbers.get(0), numbers.get(2), numbers.get(4));
    assertThat(one.arrived).extracting(OutboundMessage::id).containsExactly("id-3");
  }

  @Test
  void aPauseOutlastsARestartAndLosesNothing() throws Exception {
    Exporter open = open("one { transport = one }\n two { transport = two }");
    open.start();
    open.operations().pause("one");
    await().until(() -> state(open) == WorkerState.PAUSED);
    publish(open, 0, 50);
    await().until(() -> two.arrived.size() == 50);
    assertThat(one.arrived).isEmpty();
    Path marker = folder.resolve("spool/paused/one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(marker)))
        .isEqualTo("rw-------");
    open.close();

    Exporter again = open("one { transport = one }\n two { transport = two }");
    again.start();
    publish(again, 50, 100);
    await().until(() -> two.arrived.size() == 100);
    assertThat(state(again)).isEqualTo(WorkerState.PAUSED);
    assertThat(again.operations().details("one").pausedSince()).isNotNull();
    assertThat(one.arrived).isEmpty();

    again.operations().resume("one");
    awaitPassed(again);
    assertThat(one.arrived).extracting(OutboundMessage::id).isEqualTo(ids(0, 100));
    assertThat(again.operations().details("one").pausedSince()).isNull();
  }

  @Test
  void whatIsNoLongerConfiguredIsForgottenWhileOthersRun() throws Exception {
    one.broker = OperationsTest::refuseBad;
    Exporter open = open("one { transport = one }\n two { transport = two }");
    open.start();
    open.publish(event("b", "bad"));
    awaitPassed(open);
    open.close();
    Exporter again = open("two { transport = two }");
    again.start();
    publish(again, 0, 3);

    Operations operations = again.operations();
    assertThat(operations.forsaken().names()).containsExactly("one");
    assertThat(operations.forsaken().kept("one").events()).isEqualTo(3);
    assertThat(operations.forsaken().kept("one").deadLetters()).isEqualTo(1);
    assertThatThrownBy(() -> operations.forsaken().forget("two"))
        .isInstanceOf(IllegalArgumentException.class);
    operations.forsaken().forget("one");

    assertThat(operations.forsaken().names()).isEmpty();
    assertThat(folder.resolve("spool/one.cursor")).doesNotExist();
    assertThat(folder.resolve("spool/dead-letters/one")).doesNotExist();
    awaitPassed(again);
    assertThat(two.arrived).extracting(OutboundMessage::id).endsWith("id-0", "id-1", "id-2");
  }

  @Test
  void whatIsSentToOneReachesNoOther() throws Exception {
    Exporter open = open("one { transport = one }\n two { transport = two }");
    open.start();
    Operations operations = open.operations();
    long forOne = operations.send(event("x", "1"), Set.of("one"));
    long forAll = operations.send(event("y", "2"), Set.of());

    awaitPassed(open);
    assertThat(forAll).isEqualTo(forOne + 1);
    assertThat(operations.details("two").position()).isEqualTo(forAll);
    assertThat(one.arrived).extracting(OutboundMessage::id).containsExactly("x", "y");
    assertThat(two.arrived).extracting(OutboundMessage::id).containsExactly("y");
    assertThat(one.arrived.get(0).headers()).doesNotContainKey("acs-replayed");
  }

  @Test
  void aDestinationThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
    Operations operations = open("one { transport = one }").operations();
    assertThatThrownBy(() -> operations.pause("../x"))
        .isInstanceOf(NoSuchDestinationException.class)
        .hasMessage("There is no destination '../x'. Configured: one.");
    assertThatThrownBy(() -> operations.send(event("x", "1"), Set.of("x")))
        .isInstanceOf(NoSuchDestinationException.class);
    assertThat(folder.resolve("spool/paused")).doesNotExist();
  }

  private static Outcome refuseBad(OutboundMessage message) {
    return message.bodyLength() == 3
        ? Outcome.rejected(FailureCode.MESSAGE_INVALID, "a bad one")
        : Outcome.delivered();
  }

  private static WorkerState state(Exporter exporter) {
    return requireNonNull(exporter.status().destinations().get("one")).state();
  }

  private static void awaitPassed(Exporter exporter) {
    await()
        .until(
            () ->
                exporter.status().destinations().values().stream()
                    .allMatch(worker -> worker.backlog().events() == 0));
  }

  private static List<Long> numbers(Exporter exporter)
      throws NoSuchDestinationException, IOException {
    List<Long> numbers = new ArrayList<>();
    try (DeadLetterReader letters = exporter.operations().deadLetters("one")) {
      for (StoredDeadLetter each = letters.next(); each != null; each = letters.next()) {
        numbers.add(each.number());
      }
    }
    return numbers;
  }

  private static String accepted(Exporter exporter) throws NoSuchDestinationException, IOException {
    try (DeadLetterReader letters = exporter.operations().deadLetters("one")) {
      long millis = requireNonNull(letters.next()).letter().record().acceptedMillis();
      return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
          .format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }
  }

  private static void publish(Exporter exporter, int from, int to) throws PublishRefusedException {
    for (int i = from; i < to; i++) {
      exporter.publish(event("id-" + i, "event"));
    }
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "id-" + i).toList();
  }

  private static PublishRequest event(String id, String body) {
    assertThat(body.getBytes(UTF_8)).isNotEmpty();
    return new PublishRequest(id, "ActionEvent", "VM.START", "s", "VM", "vm", body, null);
  }

  private Exporter open(String destinations) throws IOException, ConfigurationException {
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            "acs-export { publish-timeout = 10 s\n destinations { "
                + destinations
                + " }\n spool { directory = \""
                + folder.resolve("spool")
                + "\", min-free = 1 MiB } }");
    Exporter opened =
        Exporter.open(
            ConfigurationLoader.load(file, TransportCatalog.of(one, two), Map.of()).config(),
            "ms1",
            Clock.systemUTC());
    exporter = opened;
    return opened;
  }
}
