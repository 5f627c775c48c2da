package io.acsexport.core.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class SinkLoggerFactoryTest {

  private final RecordingSink fallback = new RecordingSink(30);
  private final AtomicLong nanos = new AtomicLong();
  private final SinkLoggerFactory factory = new SinkLoggerFactory(fallback, nanos::get);
  private final Logger logger = factory.getLogger("io.acsexport.Thing");

  @Test
  void slf4jFindsThisProvider() {
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(SinkLoggerFactory.class);
    assertThat(LoggerFactory.getLogger("any")).isInstanceOf(SinkLogger.class);
  }

  @Test
  void linesGoToTheFallbackUntilASinkIsAttachedAndAfterItIsDetached() {
    RecordingSink host = new RecordingSink(20);
    logger.warn("before");
    factory.attach(host);
    logger.info("while");
    factory.detach();
    logger.warn("after");
    logger.info("too low");

    assertThat(host.lines).containsExactly("20 io.acsexport.Thing while null");
    assertThat(fallback.lines)
        .containsExactly("30 io.acsexport.Thing before null", "30 io.acsexport.Thing after null");
  }

  @Test
  void everyLevelIsHandedOnWithItsNumber() {
    factory.attach(new RecordingSink(0));
    RecordingSink all = new RecordingSink(0);
    factory.attach(all);
    logger.trace("t");
    logger.debug("d");
    logger.info("i");
    logger.warn("w");
    logger.error("e");

    assertThat(all.lines)
        .extracting(line -> line.replace("io.acsexport.Thing ", "").replace(" null", ""))
        .containsExactly("0 t", "10 d", "20 i", "30 w", "40 e");
  }

  @Test
  void placeholdersAreFilledInAndTheLastThrowableIsTheStackTrace() {
    Exception failure = new IllegalStateException("broken");
    logger.warn("{} of {} failed", 1, "many", failure);
    logger.atWarn().setMessage("fluent {}").addArgument("line").log();
    logger.error(null);

    assertThat(fallback.lines)
        .containsExactly(
            "30 io.acsexport.Thing 1 of many failed " + failure,
            "30 io.acsexport.Thing fluent line null",
            "40 io.acsexport.Thing null null");
  }

  @Test
  void aSinkThatFailsDoesNotFailTheCodeThatLogs() {
    factory.attach(
        new LogSink() {
          @Override
          public boolean enabled(int level, String name) {
            return true;
          }

          @Override
          public void log(int level, String name, String message, @Nullable Throwable thrown) {
            throw new NoClassDefFoundError("host unloaded");
          }
        });
    logger.warn("kept");

    assertThat(fallback.lines)
        .singleElement()
        .asString()
        .contains("kept (the log failed: ", "host unloaded");
  }

  @Test
  void jdkTypesCarryALine() {
    List<Object[]> lines = new ArrayList<>();
    Exception failure = new IllegalStateException("broken");
    factory.attach(LogSink.of((level, name) -> level >= 30 && name.endsWith("Thing"), lines::add));
    logger.info("left out");
    logger.warn("taken", failure);

    assertThat(lines)
        .singleElement()
        .isEqualTo(new Object[] {30, "io.acsexport.Thing", "taken", failure});
  }

  @Test
  void aLevelThatIsAskedForOftenIsLookedUpOnceASecond() {
    RecordingSink host = new RecordingSink(20);
    factory.attach(host);
    for (int i = 0; i < 1_000; i++) {
      logger.trace("left out");
      logger.debug("left out");
    }
    assertThat(host.asked).isEqualTo(2);

    host.threshold = 10;
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    logger.trace("left out");
    logger.debug("taken");
    assertThat(host.lines).containsExactly("10 io.acsexport.Thing taken null");
  }

  @Test
  void anotherSinkIsAskedAtOnce() {
    factory.attach(new RecordingSink(20));
    logger.debug("left out");
    RecordingSink host = new RecordingSink(10);
    factory.attach(host);
    logger.debug("taken");

    assertThat(host.lines).hasSize(1);
  }

  @Test
  void aNameHasOneLogger() {
    assertThat(factory.getLogger("io.acsexport.Thing")).isSameAs(logger);
  }

  private static final class RecordingSink implements LogSink {

    private int threshold;
    private int asked;
    final List<String> lines = new ArrayList<>();

    RecordingSink(int threshold) {
      this.threshold = threshold;
    }

    @Override
    public boolean enabled(int level, String logger) {
      asked++;
      return level >= threshold;
    }

    @Override
    public void log(int level, String logger, String message, @Nullable Throwable thrown) {
      lines.add(level + " " + logger + " " + message + " " + thrown);
    }
  }
}
