package io.acsexport.rabbitmq;

import io.acsexport.transport.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Whether a session takes batches, after a message had to be answered with {@code Retry}: not until
 * the sending thread has been told, since the batch it holds in its hand may be one that crossed
 * the failure. Guarded by the session's lock.
 */
final class Halt {

  private @Nullable Failure cause;
  private boolean told;
  private boolean retried;

  /**
   * Nothing more leaves.
   *
   * @param why what the batches that come meanwhile are held back for
   * @param answered whether a message was answered with {@code Retry}
   */
  void begin(Failure why, boolean answered) {
    cause = why;
    told = false;
    retried |= answered;
  }

  /** A message was answered with {@code Retry}. */
  void retried() {
    retried = true;
  }

  /** Whether one was, since the sending thread asked last; from now on it knows. */
  boolean take() {
    boolean taken = retried;
    retried = false;
    told = true;
    return taken;
  }

  /** Why the sending thread may not hand over a batch yet, or null where it may. */
  @Nullable Failure refusal() {
    return cause == null || told ? null : Verdicts.heldBack(cause);
  }

  /** It begins anew, knowing of the failure. */
  void end() {
    cause = null;
  }
}
