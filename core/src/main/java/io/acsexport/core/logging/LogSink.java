package io.acsexport.core.logging;

import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where log lines go. Thread-safe and quick: called on whatever thread logs.
 *
 * <p>Levels are those of {@link org.slf4j.event.Level#toInt()}: 0 trace, 10 debug, 20 info, 30
 * warn, 40 error.
 */
public interface LogSink {

  /** Whether a line of that level and logger would be written at all. */
  boolean enabled(int level, String logger);

  /**
   * Writes a line.
   *
   * @param message complete, placeholders filled in
   * @param thrown whose stack trace belongs to the line, or null
   */
  void log(int level, String logger, String message, @Nullable Throwable thrown);

  /** Writes what it may have kept back; called before lines go elsewhere. */
  default void flush() {}

  /**
   * A sink beyond a border that only JDK types can pass.
   *
   * @param enabled asked with level and logger
   * @param lines takes level, logger, message and throwable (or null) in this order
   */
  static LogSink of(BiPredicate<Integer, String> enabled, Consumer<@Nullable Object[]> lines) {
    return new LogSink() {
      @Override
      public boolean enabled(int level, String logger) {
        return enabled.test(level, logger);
      }

      @Override
      public void log(int level, String logger, String message, @Nullable Throwable thrown) {
        lines.accept(new @Nullable Object[] {level, logger, message, thrown});
      }
    };
  }
}
