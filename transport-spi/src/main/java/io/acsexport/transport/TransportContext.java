package io.acsexport.transport;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;

/**
 * What the engine gives a transport for its destination. Valid for the life of the transport; all
 * methods are thread-safe and cheap.
 */
public interface TransportContext {

  /** The destination's name in the configuration, fit for names of threads and client ids. */
  String destination();

  /**
   * The id of this management server, fit for client ids; the same in the {@code acs-node} header.
   */
  String node();

  /** The destination's settings. */
  Settings settings();

  /** The identity of the spool whose sequences the messages carry. */
  SpoolIdentity identity();

  /**
   * Whether that {@linkplain SpoolIdentity#boot boot} is this start, or an earlier one of this very
   * spool. A copy of the spool, on a cloned machine or put back from a backup, gives out the same
   * sequences over again; so a position that a start of the other copy stored says nothing here.
   * Only the last starts are remembered: false where it is not known.
   */
  default boolean isOwnBoot(UUID boot) {
    return identity().boot().equals(boot);
  }

  /**
   * The lowest sequence that an event accepted by this start of the engine can have; those accepted
   * by earlier starts of the same spool lie below.
   */
  long bootSequence();

  /**
   * The destination's cursor: every message at or below this sequence is settled for good, be it
   * delivered, a dead letter, or not for this destination. It moves on during delivery and never
   * back; -1 where no spool is behind the transport, as when a command looks at the broker.
   */
  long position();

  /** The wall clock, for stamps only. Measure durations with {@link System#nanoTime()}. */
  Clock clock();

  /** How long the engine waits for a batch before it interrupts and closes the transport. */
  Duration sendTimeout();

  /** The most messages a batch can have. */
  int maxBatchMessages();

  /** The most bytes of bodies a batch of more than one message can have. */
  int maxBatchBytes();

  /** The longest body the engine accepts, in bytes; a batch of one message can be as long. */
  int maxMessageBytes();

  /**
   * Named daemon threads for the transport's own work, with its class loader as context loader. The
   * transport ends them in {@link Transport#close}.
   */
  ThreadFactory threads();

  /**
   * Runs a task once on the destination's timer thread, which may be at the same time as {@link
   * Transport#send}. The task must not block for long. Tasks not yet due are dropped when the
   * transport is closed.
   */
  Cancellable schedule(Duration delay, Runnable task);

  /** Counters and gauges of the transport's own. */
  Meters meters();

  /**
   * Tells the operator something about the settings: a value that was raised, or one that weakens a
   * promise. Logged once, shown by {@code check}.
   */
  void notice(Notice notice);

  /** A task that may yet be cancelled. */
  interface Cancellable {
    /** Prevents the task from starting; no effect once it has. */
    void cancel();
  }
}
