package io.acsexport.core.plugin;

import io.acsexport.core.logging.LogSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Learns of a {@link ClassFault} from the errors that plugins log: where it ends a thread of a
 * broker's client, no call of ours fails with it, and the log alone is told.
 */
public final class ClassFaultSink implements LogSink {

  private final LogSink sink;

  /** In front of another sink. */
  public ClassFaultSink(LogSink sink) {
    this.sink = sink;
  }

  @Override
  public boolean enabled(int level, String logger) {
    return level >= Level.ERROR.toInt() || sink.enabled(level, logger);
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    if (level < Level.ERROR.toInt()) {
      sink.log(level, logger, message, thrown);
      return;
    }
    // A plugin's thread is known by its context loader.
    if (thrown != null) {
      ClassFault.note(Thread.currentThread().getContextClassLoader(), thrown);
    }
    if (sink.enabled(level, logger)) {
      sink.log(level, logger, message, thrown);
    }
  }

  @Override
  public void flush() {
    sink.flush();
  }
}
