package io.acsexport.acs;

import org.jspecify.annotations.Nullable;

/** The engine cannot run here; the message says why and what to do. */
final class UnusableEngineException extends Exception {

  UnusableEngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
