package io.acsexport.transport;

import java.util.Locale;

/**
 * Kinds of failure, used alike in log lines, metric labels, dead letters, documentation and exit
 * codes. Codes are only ever added.
 */
public enum FailureCode {
  /** The message is larger than the broker takes. */
  MESSAGE_TOO_LARGE(
      Category.MESSAGE, "Raise the broker's limit for message size, then replay the dead letter."),
  /** The message cannot be put into the broker's form. */
  MESSAGE_INVALID(
      Category.MESSAGE, "Look at the dead letter; replay it once the cause is removed."),
  /**
   * The topic, exchange or routing key computed for this message is not one the broker can have.
   */
  TARGET_NAME_INVALID(
      Category.MESSAGE, "Correct the template that gave this name, then replay the dead letter."),
  /** No queue takes the message and the operator asked to keep such messages. */
  UNROUTABLE(Category.MESSAGE, "Bind a queue for this routing key, then replay the dead letter."),
  /** The broker permits others but not this message's routing key. */
  MESSAGE_DENIED(
      Category.MESSAGE, "Permit this routing key to the user, then replay the dead letter."),
  /** A message that again and again failed for no known reason while others passed. */
  POISON(
      Category.MESSAGE,
      "Report the failure with the dead letter; it may be a defect of the transport."),

  /** The configuration cannot work with this broker. */
  CONFIGURATION(Category.CONFIGURATION, "Correct the setting named."),

  /** User, password, token or certificate were not accepted. */
  AUTHENTICATION_FAILED(Category.AUTHENTICATION, "Correct the credentials of this destination."),
  /** The TLS handshake failed: untrusted, expired or mismatching certificate. */
  TLS_FAILED(
      Category.AUTHENTICATION,
      "Compare the certificates of broker and destination: authority, validity, host name."),

  /** The broker knows the user but does not permit the operation. */
  AUTHORIZATION_FAILED(Category.AUTHORIZATION, "Give the user the permission named."),

  /** The topic, exchange or virtual host does not exist. */
  TARGET_MISSING(Category.TARGET, "Create it on the broker, or correct its name."),
  /** It exists but differs from what is configured. */
  TARGET_MISMATCH(Category.TARGET, "Make the configuration match what the broker has."),

  /** The connection was refused, broken, or the name did not resolve. */
  CONNECTION_FAILED(
      Category.CONNECTION, "See that the broker runs and that host and port are right."),
  /**
   * The broker is reachable but cannot take the message now: too few replicas, a leader election,
   * an alarm.
   */
  BROKER_UNAVAILABLE(
      Category.CONNECTION, "Look at the broker's health; delivery goes on by itself."),
  /** The broker holds publishers back because it lacks memory or disk, or a quota is used up. */
  THROTTLED(
      Category.CONNECTION,
      "Look at the broker's memory, disk and quotas; delivery goes on by itself."),
  /** No answer within the time allowed; the message may have arrived. */
  TIMEOUT(
      Category.CONNECTION,
      "See that the broker answers and that nothing silently drops its packets."),
  /** The broker is older than the client can speak to. */
  BROKER_UNSUPPORTED(Category.CONFIGURATION, "Use a broker of the least version named."),
  /** Another exporter took over this destination's identity. */
  FENCED(
      Category.CONFIGURATION,
      "Stop the other exporter of this identity, or give this one its own."),
  /**
   * Not tried, or not known to have arrived, because another message failed that has to go first:
   * one of the same key, batch or connection. It says nothing about this message; the engine
   * reports it only where no other failure is in sight.
   */
  HELD_BACK(Category.CONNECTION, "Nothing: it follows once the earlier message is delivered."),
  /**
   * The transport was closed or interrupted before the broker confirmed; also the answer to a send
   * that finds the transport closed. Like {@link #HELD_BACK} it says nothing about the message.
   */
  CLOSED(Category.CONNECTION, "Nothing: it is sent again after the restart."),

  /** No transport of that name could be loaded. */
  TRANSPORT_MISSING(
      Category.TRANSPORT, "Install the package of the transport, or correct its name."),
  /** The transport broke the contract or threw an error. */
  TRANSPORT_FAULT(Category.TRANSPORT, "Report this to the author of the transport."),
  /**
   * The server the engine runs on cannot read or write its own files: the spool, or a dead letter.
   * Used by the engine alone.
   */
  STORAGE_FAILED(
      Category.HOST,
      "See that the spool's file system has room and answers, and that its files are the server's"
          + " own."),
  /** Anything not recognised; the engine looks for a message that causes it. */
  UNCLASSIFIED(Category.UNCLASSIFIED, "Look at the cause in the log.");

  /** What a failure concerns, and so what the engine does about it. */
  public enum Category {
    /** This one message: dead letter. */
    MESSAGE,
    /** What the operator wrote: blocked until it is changed. */
    CONFIGURATION,
    /** Who we are to the broker: blocked until put right. */
    AUTHENTICATION,
    /** What the broker lets us do: blocked until put right. */
    AUTHORIZATION,
    /** Where messages go: blocked until it exists. */
    TARGET,
    /** The way to the broker: passes by itself. */
    CONNECTION,
    /** The transport's own code: blocked. */
    TRANSPORT,
    /** The server the engine runs on: blocked until put right. */
    HOST,
    /** Unknown. */
    UNCLASSIFIED
  }

  private final Category category;
  private final String remedy;

  FailureCode(Category category, String remedy) {
    this.category = category;
    this.remedy = remedy;
  }

  /** What it concerns. */
  public Category category() {
    return category;
  }

  /** What an operator can do, in one sentence. */
  public String remedy() {
    return remedy;
  }

  /** Whether delivery waits for somebody to act, rather than for time to pass. */
  public boolean blocking() {
    return switch (category) {
      case CONFIGURATION, AUTHENTICATION, AUTHORIZATION, TARGET, TRANSPORT, HOST -> true;
      case MESSAGE, CONNECTION, UNCLASSIFIED -> false;
    };
  }

  /** The code as written in logs, metric labels and documentation: {@code message-too-large}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
