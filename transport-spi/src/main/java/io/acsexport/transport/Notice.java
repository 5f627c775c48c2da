package io.acsexport.transport;

import java.util.Objects;

/**
 * Something an operator should know about a destination; also what a {@linkplain Checkable check}
 * found.
 *
 * @param level how much it matters
 * @param subject the setting, topic or exchange it is about
 * @param message what is the case, in a sentence, without secrets
 * @param remedy what to do, in a sentence; empty where there is nothing to do
 */
public record Notice(Level level, String subject, String message, String remedy) {

  /** How much a notice matters. */
  public enum Level {
    /** As it should be, or changed for good reason. */
    INFO,
    /** Works, but a promise is weaker than by default. */
    WARNING,
    /** Will not work. */
    ERROR
  }

  /** Requires all parts. */
  public Notice {
    Objects.requireNonNull(level, "level is null");
    Objects.requireNonNull(subject, "subject is null");
    Objects.requireNonNull(message, "message is null");
    Objects.requireNonNull(remedy, "remedy is null");
  }

  /** Something to know, nothing to do. */
  public static Notice info(String subject, String message) {
    return new Notice(Level.INFO, subject, message, "");
  }

  /** A weakened promise. */
  public static Notice warning(String subject, String message, String remedy) {
    return new Notice(Level.WARNING, subject, message, remedy);
  }

  /** Something that will not work. */
  public static Notice error(String subject, String message, String remedy) {
    return new Notice(Level.ERROR, subject, message, remedy);
  }
}
