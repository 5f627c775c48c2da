package io.acsexport.core.reload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.MemoryTransport;
import io.acsexport.core.engine.PublishRefusedException;
import io.acsexport.core.engine.PublishRequest;
import io.acsexport.core.logging.LogSink;
import io.acsexport.core.logging.SinkLoggerFactory;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Looks are taken by the test; the files are real. */
class ConfiguredExporterTest {

  private static final String MAIN = "main { transport = main }";

  @TempDir Path folder;

  private final MemoryTransport main = new MemoryTransport("main");
  private final MemoryTransport other = new MemoryTransport("other");
  private final SetClock clock = new SetClock(Instant.now());
  private final List<String> lines = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private Path file;
  private Path state;
  private @Nullable ConfiguredExporter exporter;

  @BeforeEach
  void prepare() throws IOException {
    file = folder.resolve("acs-export.conf");
    state = Files.createDirectory(folder.resolve("state"));
    loggers()
        .attach(
            LogSink.of(
                (level, logger) -> level > 10 && logger.endsWith("ConfiguredExporter"),
                line -> lines.add(line[0] + " " + line[2])));
  }

  @AfterEach
  void close() {
    closeExporter();
    loggers().detach();
  }

  private void closeExporter() {
    if (exporter != null) {
      exporter.close();
    }
  }

  @Test
  void aChangedFileIsAppliedOnceTwoLooksFoundTheSame() throws Exception {
    configure(MAIN);
    open();
    publish("a");
    configure(MAIN, "other { transport = other }");
    look();
    assertThat(running().status().destinations()).containsOnlyKeys("main");
    look();

    assertThat(running().status().destinations()).containsOnlyKeys("main", "other");
    publish("b");
    await().until(() -> main.arrived.size() == 2 && other.arrived.size() == 1);
    assertThat(main.labels).containsExactly("none");
    assertThat(lines)
        .last()
        .asString()
        .startsWith("20 The changed configuration " + file + " is applied.")
        .contains("added other");
    assertThat(status().applied()).isEqualTo(clock.instant());
  }

  @Test
  void anUnusableFileLeavesTheOneBeforeInForceAndIsToldOnceForEachChange() throws Exception {
    configure(MAIN);
    open();
    lines.clear();
    configure("main { transport = main, colour = red }", "second { transport = nain }");
    looks(6);

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("40 The changed configuration is not applied, because of 2 problems in " + file)
        .contains("acs-export.conf:3", "colour", "acs-export.conf:4", "nain");
    assertThat(status().error()).contains("colour");
    assertThat(running().status().destinations()).containsOnlyKeys("main");
    publish("a");
    await().until(() -> main.arrived.size() == 1);

    configure("main { transport = main, colour = blue }");
    looks(4);
    assertThat(lines).hasSize(2);
    configure("main { transport = main, settings.label = corrected }");
    looks(2);
    publish("b");
    await().until(() -> main.arrived.size() == 2);
    assertThat(main.labels).containsExactly("none", "corrected");
    assertThat(status().error()).isNull();
    assertThat(conditions).allMatch(Condition.Running.class::isInstance);
  }

  @Test
  void includedFilesAndSecretsCount() throws Exception {
    Path secret = Files.writeString(folder.resolve("main.secret"), "one");
    Files.writeString(
        folder.resolve("part.conf"),
        "acs-export.destinations.main { transport = main, settings.password { file = main.secret } }");
    configureAs("include \"part.conf\"\n" + text(""));
    open();
    lines.clear();
    looks(3);
    assertThat(lines).isEmpty();

    Files.writeString(secret, "two");
    looks(2);
    assertThat(lines).singleElement().asString().contains("changed main");
    Files.delete(secret);
    looks(3);
    assertThat(lines).hasSize(2).last().asString().contains("there is no file " + secret);
    Files.writeString(secret, "three");
    looks(2);
    assertThat(lines).hasSize(3).last().asString().contains("changed main");
    Files.writeString(folder.resolve("part.conf"), "acs-export.destinations {}");
    looks(2);
    assertThat(conditions).last().isInstanceOf(Condition.Idle.class);
  }

  @Test
  void aBadFileAtTheStartLeavesTheLastGoodOneInForce() throws Exception {
    Path secret = Files.writeString(folder.resolve("main.secret"), "COPIED");
    configure(
        "main { transport = main, settings { label = good, password { file = main.secret }}}");
    open();
    closeExporter();
    configureAs("acs-export { destinations {\n main { transport = main");
    lines.clear();
    open();

    assertThat(lines)
        .last()
        .asString()
        .startsWith("40 The configuration cannot be used, because of a problem in " + file)
        .contains("acs-export.conf:", "under the last good one");
    publish("a");
    await().until(() -> main.arrived.size() == 1);
    assertThat(main.labels).containsExactly("good");
    assertThat(status().lastGood()).isTrue();
    assertThat(status().error()).isNotNull();
    try (Stream<Path> kept = Files.walk(state)) {
      assertThat(kept.filter(Files::isRegularFile))
          .singleElement()
          .satisfies(path -> assertThat(path).content().doesNotContain("COPIED"));
    }

    // What it names counts, too.
    Files.writeString(secret, "rotated");
    looks(3);
    lines.clear();
    configure("main { transport = main, settings.label = corrected }");
    looks(2);
    publish("b");
    await().until(() -> main.arrived.size() == 2);
    assertThat(main.labels).containsExactly("good", "corrected");
    assertThat(status().lastGood()).isFalse();
    assertThat(status().error()).isNull();
  }

  @Test
  void withoutALastGoodOneItIsIdleUntilTheFileIsCorrected() throws Exception {
    configure("main { transport = nain }");
    open();
    looks(3);
    assertThat(conditions)
        .singleElement()
        .isInstanceOfSatisfying(
            Condition.Idle.class,
            idle -> {
              assertThat(idle.intended()).isFalse();
              assertThat(idle.reason()).contains("nain", "acs-export.conf:3");
            });
    configure(MAIN);
    looks(2);

    publish("a");
    await().until(() -> main.arrived.size() == 1);
  }

  @Test
  void aFileThatIsNotThereYetIsTakenWhenItComes() throws Exception {
    open();
    assertThat(status().error()).contains("there is no file " + file);
    configure(MAIN);
    looks(2);

    assertThat(running().status().destinations()).containsOnlyKeys("main");
  }

  @Test
  void theLastDestinationTakesTheSpoolWithItAndTheFirstOpensIt() throws Exception {
    configure(MAIN);
    open();
    publish("a");
    Exporter first = running();
    configure("");
    looks(4);
    assertThat(conditions)
        .last()
        .isInstanceOfSatisfying(Condition.Idle.class, idle -> assertThat(idle.intended()).isTrue());
    assertThat(conditions).filteredOn(Condition.Idle.class::isInstance).hasSize(1);
    try (Spool free = Spool.open(SpoolOptions.in(folder.resolve("spool")), Clock.systemUTC())) {
      assertThat(free.cursorNames()).containsExactly("main");
    }
    configure(MAIN);
    looks(2);

    assertThat(running()).isNotSameAs(first);
    publish("b");
    await().until(() -> main.arrived.size() == 2);
    assertThat(main.arrived).extracting(message -> text(message.body())).containsExactly("a", "b");
  }

  @Test
  void whatNeedsARestartIsNamedOnceAndTheRestIsApplied() throws Exception {
    configure(MAIN);
    open();
    lines.clear();
    configureAs(
        text(MAIN + "\nother { transport = other }").replace("spool {", "spool { fsync = always,")
            + "acs-export.node = other-name");
    looks(2);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("30"))
        .singleElement()
        .asString()
        .startsWith("30 Restart the management server for what " + file)
        .contains("node, spool.fsync");
    assertThat(status().restart()).containsExactly("node", "spool.fsync");
    assertThat(running().status().destinations()).containsOnlyKeys("main", "other");

    Files.writeString(file, "\n# again\n", StandardOpenOption.APPEND);
    looks(2);
    assertThat(lines).filteredOn(line -> line.startsWith("30")).hasSize(1);
    configure(MAIN);
    looks(2);
    assertThat(status().restartDue()).isFalse();
  }

  @Test
  void aSpoolInOtherHandsIsTriedAgain() throws Exception {
    configure(MAIN);
    try (Spool taken = Spool.open(SpoolOptions.in(folder.resolve("spool")), Clock.systemUTC())) {
      assertThat(taken.cursorNames()).isEmpty();
      open();
      for (int i = 0; i < 3; i++) {
        clock.advance(Duration.ofSeconds(10));
        look();
      }
      // Set back by a day, the clock must not put off the next try by a day.
      clock.jump(Duration.ofDays(-1));
      assertThat(conditions)
          .singleElement()
          .isInstanceOfSatisfying(
              Condition.Idle.class,
              idle -> assertThat(idle.reason()).contains("the spool cannot be opened", "again"));
    }
    clock.advance(Duration.ofSeconds(9));
    look();
    assertThat(conditions).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    look();

    assertThat(running().status().destinations()).containsOnlyKeys("main");
    assertThat(status().error()).isNull();
  }

  @Test
  void aTransportThatThrowsIsToldOnceForEachChangeAndTriedAgain() throws Exception {
    configure(MAIN);
    open();
    lines.clear();
    configure("main { transport = main, settings.label = defect }");
    looks(6);
    clock.advance(Duration.ofSeconds(10));
    looks(6);
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("40", "could not be applied", "a defect of the transport");
    publish("a");
    await().until(() -> main.arrived.size() == 1);
    configure("main { transport = main, settings.label = mended }");
    looks(2);

    publish("b");
    await().until(() -> main.labels.contains("mended"));
    assertThat(status().error()).isNull();
  }

  @Test
  void anEmptyFileAfterAnUnusableOneIsSaid() throws Exception {
    configure("");
    open();
    configure("colour = red");
    looks(2);
    configure("");
    looks(2);

    assertThat(conditions)
        .extracting(condition -> ((Condition.Idle) condition).intended())
        .containsExactly(true, false, true);
  }

  @Test
  void aMissingStateFolderIsSaidOnlyWhereTheLastGoodConfigurationIsMissed() throws Exception {
    Files.delete(state);
    configure(MAIN);
    open();
    configure(MAIN, "other { transport = other }");
    looks(2);

    assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(state.toString()));
    assertThat(state).doesNotExist();
    requireNonNull(exporter).close();

    configure("colour = red");
    open();
    assertThat(((Condition.Idle) conditions.get(conditions.size() - 1)).reason())
        .contains("colour", "there is no folder " + state);
  }

  private void open() {
    exporter =
        ConfiguredExporter.unwatched(
            new ReloadOptions(
                file, folder.resolve("transports"), state, Map.of(), config -> node(config.node())),
            TransportCatalog.of(main, other),
            clock,
            clock::nanoTime,
            Companion.none(),
            condition -> {
              conditions.add(condition);
              if (condition instanceof Condition.Running running) {
                running.exporter().start();
              }
            });
  }

  private static String node(@Nullable String configured) {
    return configured == null ? "ms1" : configured;
  }

  private void look() {
    requireNonNull(exporter).look();
  }

  private void looks(int count) {
    for (int i = 0; i < count; i++) {
      look();
    }
  }

  private ReloadStatus status() {
    return requireNonNull(exporter).status();
  }

  private Exporter running() {
    return ((Condition.Running) conditions.get(conditions.size() - 1)).exporter();
  }

  private void publish(String body) throws PublishRefusedException {
    running().publish(new PublishRequest(null, "ActionEvent", "T", "s", "VM", "vm", body, null));
  }

  private void configure(String... destinations) throws IOException {
    configureAs(text(String.join("\n", destinations)));
  }

  private void configureAs(String text) throws IOException {
    Files.writeString(file, text);
  }

  private String text(String destinations) {
    return """
    acs-export {
      publish-timeout = 10 s, destinations {
    %s
      }
      spool { directory = "%s" }
    }
    """
        .formatted(destinations, folder.resolve("spool"));
  }

  private static String text(byte @Nullable [] body) {
    return new String(requireNonNull(body), UTF_8);
  }

  private static SinkLoggerFactory loggers() {
    return (SinkLoggerFactory) LoggerFactory.getILoggerFactory();
  }
}
