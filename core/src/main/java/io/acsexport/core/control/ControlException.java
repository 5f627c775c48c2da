package io.acsexport.core.control;

/** A request was refused or went wrong; the message is for an operator. */
public final class ControlException extends Exception {

  private final Code code;

  /** Why a request was not done. The labels are part of the protocol and only ever added to. */
  public enum Code {
    /** The line is no request. */
    MALFORMED("malformed"),
    /** The line is longer than any request may be. */
    TOO_LARGE("too-large"),
    /** There is no such command. */
    UNKNOWN_COMMAND("unknown-command"),
    /** What is named is not there. */
    NOT_FOUND("not-found"),
    /** The event was not stored. */
    REFUSED("refused"),
    /** So many talk with the exporter already. */
    BUSY("busy"),
    /** Disk or spool failed. */
    IO("io"),
    /** A defect; the exporter's log shows where. */
    INTERNAL("internal");

    private final String label;

    Code(String label) {
      this.label = label;
    }

    /** As it is written in the protocol. */
    public String label() {
      return label;
    }

    /** The code of a label; one that a newer release knows is {@link #INTERNAL}. */
    static Code of(String label) {
      for (Code code : values()) {
        if (code.label.equals(label)) {
          return code;
        }
      }
      return INTERNAL;
    }
  }

  ControlException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** Why. */
  public Code code() {
    return code;
  }
}
