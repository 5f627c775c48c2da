package io.acsexport.core.redaction;

/** A body could not be searched for secrets. It must not be stored. */
public final class RedactionException extends Exception {

  RedactionException(String message, Throwable cause) {
    super(message, cause);
  }
}
