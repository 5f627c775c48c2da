package io.acsexport.transport;

import java.util.Objects;

/**
 * Why something did not work, in a form fit for an operator: it goes into the log, the status, the
 * dead letters and the output of {@code check}.
 *
 * @param code the kind of failure
 * @param detail what happened and where, in one line, without secrets; control characters are
 *     replaced
 * @param remedy what to do about it; {@link FailureCode#remedy()} where nothing more precise is
 *     known
 */
public record Failure(FailureCode code, String detail, String remedy) {

  /** Longest detail kept, in characters: a failure is stored with every dead letter. */
  public static final int MAX_DETAIL = 1_000;

  /** Makes detail and remedy one line each and bounds their length. */
  public Failure {
    Objects.requireNonNull(code, "code is null");
    detail = oneLine(detail);
    remedy = oneLine(remedy);
  }

  /** A failure with the code's own remedy. */
  public static Failure of(FailureCode code, String detail) {
    return new Failure(code, detail, code.remedy());
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL - 1) + "…";
  }
}
