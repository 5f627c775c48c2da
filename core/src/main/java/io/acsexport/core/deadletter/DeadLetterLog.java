package io.acsexport.core.deadletter;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.LongConsumer;

public final class DeadLetterLog implements DeadLetterSink, AutoCloseable {
  public DeadLetterLog(Path directory, Clock clock, LongConsumer bytes) {}

  @Override
  public void store(DeadLetter letter) {}

  @Override
  public void close() {}
}
