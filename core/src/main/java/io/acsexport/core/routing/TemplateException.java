package io.acsexport.core.routing;

/** A template that cannot be used; the message says what to write instead. */
public final class TemplateException extends Exception {

  TemplateException(String message) {
    super(message);
  }
}
