package io.acsexport.core.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.control.ControlException.Code;
import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.MemoryTransport;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Not in JUnit's temporary folder, whose path may be too long for a socket. */
class ControlServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final MemoryTransport one = new MemoryTransport("one");
  private final MemoryTransport two = new MemoryTransport("two");
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Path folder = Path.of("/");
  private @Nullable Exporter exporter;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("/tmp"), "acs-ctl-");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    if (exporter != null) {
      exporter.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void theStatusSaysWhatAnOperatorAsks() throws Exception {
    one.broker = message -> Outcome.rejected(FailureCode.MESSAGE_INVALID, "a bad one");
    open(folder.resolve("spool"), ControlServer.IDLE);
    publish(3);
    await().until(() -> two.arrived.size() == 3);
    try (ControlClient client = connect()) {
      await().until(() -> destination(client, "one").path("deadLetters").asLong() == 3);
      JsonNode status = client.call(ControlClient.request("status"), PATIENCE);

      assertThat(status.path("running").asBoolean()).isTrue();
      assertThat(status.path("node").asText()).isEqualTo("ms1");
      assertThat(status.path("process").asLong()).isEqualTo(ProcessHandle.current().pid());
      assertThat(status.path("accepted").asLong()).isEqualTo(3);
      assertThat(status.path("problems").path(0).asText()).isEqualTo("A restart is due.");
      assertThat(status.path("spool").path("maxBytes").asLong()).isEqualTo(1L << 30);
      JsonNode first = status.path("destinations").path(0);
      assertThat(first.path("name").asText()).isEqualTo("one");
      assertThat(first.path("transport").asText()).isEqualTo("one");
      assertThat(first.path("state").asText()).isEqualTo("up");
      assertThat(first.path("backlog").path("events").asLong()).isZero();
      assertThat(first.path("lastDeadLetter").path("remedy").asText()).isNotEmpty();
      assertThat(first.path("lastError").isNull()).isTrue();
    }
  }

  @Test
  void deadLettersAreListedShownPurgedAndReplayed() throws Exception {
    one.broker = message -> Outcome.rejected(FailureCode.MESSAGE_INVALID, "a bad one");
    open(folder.resolve("spool"), ControlServer.IDLE);
    publish(4);
    try (ControlClient client = connect()) {
      await().until(() -> destination(client, "one").path("deadLetters").asLong() == 4);
      List<JsonNode> letters = new ArrayList<>();
      JsonNode listed =
          client.call(
              ControlClient.request("dead-letters").put("destination", "one").put("limit", 3),
              PATIENCE,
              letters::add);
      assertThat(listed.path("more").asBoolean()).isTrue();
      assertThat(letters).hasSize(3).allMatch(letter -> !letter.has("description"));
      assertThat(letters.get(1).path("id").asText()).isEqualTo("id-1");

      JsonNode shown = client.call(request("dead-letter", "id-1"), PATIENCE);
      assertThat(shown.path("description").asText()).isEqualTo("body 1");
      assertThat(shown.path("code").asText()).isEqualTo("message-invalid");
      assertThat(client.call(request("purge", "id-0", "id-3"), PATIENCE).path("purged").asInt())
          .isEqualTo(2);
      one.broker = message -> Outcome.delivered();
      assertThat(
              client
                  .call(ControlClient.request("replay", "one", LetterSelection.all()), PATIENCE)
                  .path("replayed")
                  .asInt())
          .isEqualTo(2);
      await().until(() -> one.arrived.size() == 2);
      assertThatThrownBy(() -> client.call(request("dead-letter", "id-1"), PATIENCE))
          .isInstanceOfSatisfying(
              ControlException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
    }
  }

  @Test
  void theSocketIsItsOwnersAloneWhateverWasThereBefore() throws Exception {
    Path spool = Files.createDirectories(folder.resolve("spool"));
    Path run = Files.createDirectory(spool.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path socket = ControlSocket.of(spool).path();
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).as("as a killed process leaves it").exists();

    open(spool, ControlServer.IDLE);

    assertThat(mode(run)).isEqualTo("rwx------");
    assertThat(mode(socket)).isEqualTo("rw-------");
    try (ControlClient client = connect()) {
      assertThat(client.process()).isEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void aPathThatIsTooLongCostsTheSocketAndNothingElse() throws Exception {
    Path spool = folder.resolve("d".repeat(90)).resolve("spool");
    Files.createDirectories(spool.getParent());

    assertThat(open(spool, ControlServer.IDLE)).isNull();

    publish(2);
    await().until(() -> one.arrived.size() == 2);
    assertThat(spool.resolve("run")).doesNotExist();
  }

  @Test
  void requestsThatAreNoneAreRefusedAndTheNextOneIsServed() throws Exception {
    open(folder.resolve("spool"), ControlServer.IDLE);
    String[] wrong = {
      "",
      "{",
      "[]",
      "null",
      "\u0000",
      "{}",
      "{\"command\":1}",
      "{\"command\":\"status\",\"command\":\"status\"}",
      "{\"command\":\"status\"} x",
      "{\"command\":\"shutdown\"}",
      "{\"command\":\"pause\"}",
      "{\"command\":\"pause\",\"destination\":\"../../x\"}",
      "{\"command\":\"pause\",\"destination\":{}}",
      "{\"command\":\"purge\",\"destination\":\"one\"}",
      "{\"command\":\"purge\",\"destination\":\"one\",\"names\":\"x\"}",
      "{\"command\":\"purge\",\"destination\":\"one\",\"before\":\"yesterday\"}",
      "{\"command\":\"forget\",\"destination\":\"../spool\"}",
      "{\"command\":\"forget\",\"destination\":\"one\"}",
      "{\"command\":\"send\"}",
      "{\"command\":\"send\",\"event\":{\"eventId\":\"1\"}}",
      "[".repeat(5_000),
    };
    try (SocketChannel raw = raw()) {
      for (String line : wrong) {
        write(raw, line + "\n");
      }
      write(raw, "{\"command\":\"status\"}\n");
      String answers = readLines(raw, 1 + wrong.length + 1);
      List<String> lines = answers.lines().skip(1).toList();
      assertThat(lines.subList(0, wrong.length))
          .allMatch(line -> line.startsWith("{\"ok\":false,\"error\":{\"code\":\""));
      assertThat(lines.get(wrong.length)).endsWith("\"ok\":true}");
    }
    assertThat(one.arrived).isEmpty();
  }

  @Test
  void aLineWithoutEndIsRefusedAndTheConnectionEnds() throws Exception {
    open(folder.resolve("spool"), ControlServer.IDLE);
    try (SocketChannel raw = raw()) {
      ByteBuffer many = ByteBuffer.allocate(64 << 10);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  many.clear();
                  while (many.hasRemaining()) {
                    raw.write(many);
                  }
                }
              })
          .as("the server no longer takes it")
          .isInstanceOf(IOException.class);
    }
    try (ControlClient client = connect()) {
      assertThat(client.call(ControlClient.request("status"), PATIENCE).has("spool")).isTrue();
    }
  }

  @Test
  void whoeverSaysNothingIsSentAwayAndMoreThanAFewAreNotServed() throws Exception {
    open(folder.resolve("spool"), Duration.ofMillis(500));
    List<SocketChannel> silent = new ArrayList<>();
    for (int i = 0; i < ControlServer.MOST_CONNECTIONS; i++) {
      SocketChannel each = raw();
      readLines(each, 1);
      silent.add(each);
    }
    assertThatThrownBy(this::connect)
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo(Code.BUSY));
    for (SocketChannel each : silent) {
      assertThat(each.read(ByteBuffer.allocate(1))).as("closed by the server").isEqualTo(-1);
      each.close();
    }
    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (ControlClient client = connect()) {
                assertThat(client.process()).isPositive();
              }
            });
  }

  @Test
  void whateverIsSentNothingHangsAndNothingBreaks() throws Exception {
    open(folder.resolve("spool"), Duration.ofSeconds(2));
    Random random = new Random(5);
    String[] valid = {
      "{\"command\":\"status\"}",
      "{\"command\":\"dead-letters\",\"destination\":\"one\",\"after\":1,\"limit\":5}",
      "{\"command\":\"resume\",\"destination\":\"two\"}",
      "{\"command\":\"replay\",\"destination\":\"one\",\"names\":[\"1\"],\"code\":\"x\"}",
    };
    for (int round = 0; round < 150; round++) {
      byte[] bytes = valid[random.nextInt(valid.length)].getBytes(UTF_8);
      for (int i = random.nextInt(6); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try (SocketChannel raw = raw()) {
        raw.write(ByteBuffer.wrap(bytes));
        if (random.nextBoolean()) {
          raw.write(ByteBuffer.wrap(new byte[] {'\n'}));
          readLines(raw, 2);
        }
      } catch (IOException busyOrClosed) {
        assertThat(busyOrClosed).isInstanceOf(IOException.class);
      }
    }
    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (ControlClient client = connect()) {
                assertThat(client.call(ControlClient.request("status"), PATIENCE).has("spool"))
                    .isTrue();
              }
            });
    publish(1);
    await().until(() -> two.arrived.size() == 1);
  }

  @Test
  void afterTheCloseThereIsNoSocketAndNoThread() throws Exception {
    ControlServer server = requireNonNull(open(folder.resolve("spool"), ControlServer.IDLE));
    SocketChannel silent = raw();
    readLines(silent, 1);
    try (ControlClient client = connect()) {
      client.call(ControlClient.request("status"), PATIENCE);
    }

    server.close();

    assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    silent.close();
    assertThat(ControlSocket.of(folder.resolve("spool")).path()).doesNotExist();
    await().until(() -> controlThreads().isEmpty());
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
  }

  @Test
  void aStoppedExporterDoesTheSameAndDeliversAtTheNextStart() throws Exception {
    one.broker = message -> Outcome.rejected(FailureCode.MESSAGE_INVALID, "a bad one");
    ControlServer server = requireNonNull(open(folder.resolve("spool"), ControlServer.IDLE));
    publish(2);
    try (ControlClient client = connect()) {
      await().until(() -> destination(client, "one").path("deadLetters").asLong() == 2);
    }
    server.close();
    requireNonNull(exporter).close();
    List<String> ids = new ArrayList<>();
    StoppedControl.deadLetters(
        folder.resolve("spool"),
        "one",
        letter -> ids.add(DeadLetterDocument.of(letter, false).path("id").asText()));
    assertThat(ids).containsExactly("id-0", "id-1");

    one.broker = message -> Outcome.delivered();
    try (StoppedControl stopped =
        StoppedControl.open(
            configuration(folder.resolve("spool")), "ms1", Path.of("x"), Clock.systemUTC())) {
      assertThat(stopped.call(request("replay", "id-1"), PATIENCE).path("replayed").asInt())
          .isEqualTo(1);
    }
    assertThat(one.arrived).isEmpty();
    open(folder.resolve("spool"), ControlServer.IDLE);
    await().until(() -> one.arrived.size() == 1);
    assertThat(one.arrived.get(0).id()).isEqualTo("id-1");
  }

  @Test
  void statusAndDeadLettersAreBackAfterTheFolderOfTheSpoolWasDeleted() throws Exception {
    one.broker = message -> Outcome.rejected(FailureCode.MESSAGE_INVALID, "a bad one");
    Path spool = folder.resolve("spool");
    open(spool, ControlServer.IDLE);
    publish(1);
    try (ControlClient client = connect()) {
      await().until(() -> destination(client, "one").path("deadLetters").asLong() == 1);
    }
    // At one stroke, which deleting file by file is not.
    Files.move(spool, folder.resolve("gone"));
    await()
        .ignoreExceptions()
        .until(
            () -> {
              connect().close();
              return true;
            });

    try (ControlClient client = connect()) {
      assertThat(client.call(ControlClient.request("status"), PATIENCE).path("node").asText())
          .isEqualTo("ms1");
    }
    // Until all is there anew an event may be refused, and what went into deleted files is lost. A
    // destination that could not store a dead letter tries again after a pause of its own.
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              publish(1);
              return Files.isDirectory(spool.resolve("dead-letters/one")) && listed() > 0;
            });
    assertThat(mode(spool.resolve("dead-letters"))).isEqualTo("rwx------");
    assertThat(mode(ControlSocket.of(spool).path())).isEqualTo("rw-------");
  }

  private long listed() throws IOException, ControlException {
    try (ControlClient client = connect()) {
      ObjectNode list = ControlClient.request("dead-letters").put("destination", "one");
      return client.call(list, PATIENCE, letter -> {}).path("listed").asLong();
    }
  }

  private static ObjectNode request(String command, String... names) {
    return ControlClient.request(command, "one", new LetterSelection(Set.of(names), null, null));
  }

  private static List<String> controlThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("acs-export-control"))
        .toList();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private JsonNode destination(ControlClient client, String name)
      throws IOException, ControlException {
    for (JsonNode each :
        client.call(ControlClient.request("status"), PATIENCE).path("destinations")) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError(name);
  }

  private ControlClient connect() throws IOException, ControlException {
    return ControlClient.connect(ControlSocket.of(folder.resolve("spool")));
  }

  private SocketChannel raw() throws IOException {
    return SocketChannel.open(
        UnixDomainSocketAddress.of(ControlSocket.of(folder.resolve("spool")).path()));
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Reads so many lines, or what there is until the other side closes. */
  private static String readLines(SocketChannel channel, int count) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer one = ByteBuffer.allocate(1);
    int lines = 0;
    while (lines < count) {
      one.clear();
      if (channel.read(one) < 0) {
        break;
      }
      all.write(one.get(0));
      lines += one.get(0) == '\n' ? 1 : 0;
    }
    return all.toString(UTF_8);
  }

  private void publish(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      requireNonNull(exporter)
          .publish(
              new PublishRequest(
                  "id-" + i, "ActionEvent", "VM.START", "s", "VM", "vm", "body " + i, null));
    }
  }

  private @Nullable ControlServer open(Path spool, Duration idle) throws Exception {
    Exporter made = Exporter.open(configuration(spool), "ms1", Clock.systemUTC());
    exporter = made;
    made.start();
    ControlServer server =
        ControlServer.open(
            made,
            new ExporterInfo(
                "ms1",
                folder.resolve("acs-export.conf"),
                Instant.now(),
                () -> List.of("A restart is due.")),
            Clock.systemUTC(),
            idle);
    if (server != null) {
      opened.add(server);
    }
    return server;
  }

  private ExporterConfig configuration(Path spool) throws IOException, ConfigurationException {
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            "acs-export { publish-timeout = 10 s\n destinations { one { transport = one }\n two {"
                + " transport = two } }\n spool { directory = \""
                + spool
                + "\", min-free = 1 MiB } }");
    return ConfigurationLoader.load(file, TransportCatalog.of(one, two), Map.of()).config();
  }
}
