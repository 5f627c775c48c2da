package io.acsexport.core.event;

/** Bytes that are not an event in the form of {@link EventCodec}; the message says where. */
public final class CorruptEventException extends Exception {

  CorruptEventException(String message) {
    super(message);
  }
}
