package io.acsexport.rabbitmq;

import com.rabbitmq.client.ShutdownSignalException;

/** What the publishing thread is to do next. */
sealed interface Step {

  /** Write it; it counts as written. */
  record Write(Publication publication) implements Step {}

  /** Look at this exchange first. */
  record LookAt(String exchange) implements Step {}

  /** Open a new channel in place of the one that the broker closed for this reason. */
  record Reopen(ShutdownSignalException reason) implements Step {}

  /** Nothing: the session has ended. */
  record End() implements Step {}
}
