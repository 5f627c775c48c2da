package io.acsexport.rabbitmq;

import com.rabbitmq.client.ShutdownSignalException;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is true of one connection, from the first batch handed over to the first failure that
 * concerns more than one message: that one ends it, and everything unresolved is answered with
 * {@link Outcome.Retry}.
 *
 * <p>Short of that, a message that has to be sent again <em>stops</em> the session: nothing more
 * leaves, so that no later message overtakes it; what is under way is awaited; and the engine's
 * next attempt goes on with the same connection.
 *
 * <p>Thread-safe; completes batches without its lock, for whoever waits for one runs then. The
 * engine's thread calls {@link #send}, the {@link Publisher}'s thread {@link #next}, the client's
 * reading thread tells what the broker says, and the engine's timer looks for what it does not say.
 */
final class PublisherSession {

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

  private final RabbitSettings settings;
  private final TransportContext context;
  private final ReturnedMessages returns;
  private final Consumer<Health> health;
  private final SocketGuard guard;
  private final Verdicts verdicts;

  private final Object lock = new Object();
  private final ConfirmWindow window = new ConfirmWindow();
  private final Denials denials = new Denials();
  private final Halt halt = new Halt();
  private @Nullable BrokerConnection connection;
  private @Nullable ShutdownSignalException channelLoss;
  private @Nullable Failure failure;
  private @Nullable Failure blocked;
  private boolean looking;
  private boolean draining;

  /**
   * @param guard what ends the connection, which the publisher makes
   * @param health told whenever the state changes
   */
  PublisherSession(
      RabbitSettings settings,
      TransportContext context,
      ReturnedMessages returns,
      SocketGuard guard,
      Consumer<Health> health) {
    this.settings = settings;
    this.context = context;
    this.returns = returns;
    this.guard = guard;
    this.health = health;
    this.verdicts = new Verdicts(settings);
  }

  // The engine's sending thread

  /** Whether it has ended, and a new session is needed. */
  boolean ended() {
    synchronized (lock) {
      return failure != null;
    }
  }

  /** Whether anything had to be answered with {@code Retry} since this was asked last. */
  boolean takeRetried() {
    synchronized (lock) {
      return halt.take();
    }
  }

  /** Takes a batch over, or answers it where something before it has to be sent again. */
  void send(PendingBatch batch) {
    Failure reason;
    synchronized (lock) {
      reason = refusal();
      if (reason == null) {
        halt.end();
        window.add(batch);
        lock.notifyAll();
      } else {
        halt.retried();
      }
    }
    if (reason != null) {
      batch.resolveRest(Outcome.retry(reason));
      batch.complete();
    }
    answer();
    scheduleLook();
  }

  /**
   * Waits until everything handed over is answered, then ends the session and says goodbye to the
   * broker.
   *
   * @throws InterruptedException when interrupted; the session has ended all the same
   */
  void drain(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    BrokerConnection idle = null;
    try {
      synchronized (lock) {
        draining = true;
        long left = timeout.toNanos();
        while (failure == null && !window.isEmpty() && left > 0) {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
          left = deadline - System.nanoTime();
        }
        idle = failure == null && window.isEmpty() ? connection : null;
      }
    } finally {
      end(Verdicts.closed(), idle == null);
    }
    if (idle != null) {
      idle.close(context.threads());
    }
  }

  /** Ends the session at once. Does not wait; from any thread, also several times. */
  void fail(Failure cause) {
    end(cause, true);
  }

  private void end(Failure cause, boolean cut) {
    synchronized (lock) {
      if (failure != null) {
        return;
      }
      failure = cause;
      // Before the answers: whoever sees one also sees why.
      health.accept(cause.code() == FailureCode.CLOSED ? Health.idle() : Health.down(cause));
      halt.begin(cause, window.giveUp(cause));
      lock.notifyAll();
    }
    answer();
    if (cut) {
      guard.cut();
    }
  }

  // The publishing thread

  /** The broker let us in, and there is a channel. */
  void connected(BrokerConnection made) {
    synchronized (lock) {
      connection = made;
    }
    tellUp();
  }

  /** Waits until there is something to do. */
  Step next(Predicate<String> knownExchange) throws InterruptedException {
    Step step = null;
    while (step == null) {
      synchronized (lock) {
        step = poll(knownExchange);
      }
      answer();
    }
    return step;
  }

  /** Null where messages were answered meanwhile. */
  private @Nullable Step poll(Predicate<String> knownExchange) throws InterruptedException {
    while (failure == null) {
      if (channelLoss != null) {
        Step reopen = new Step.Reopen(channelLoss);
        channelLoss = null;
        return reopen;
      }
      Publication publication = blocked == null ? window.next() : null;
      if (publication != null && !knownExchange.test(publication.target().exchange())) {
        return new Step.LookAt(publication.target().exchange());
      }
      if (publication != null) {
        window.publishing(System.nanoTime());
        return new Step.Write(publication);
      }
      if (!denials.isEmpty() && window.isQuiet()) {
        retryDoubtful();
        return null;
      }
      lock.wait();
    }
    return new Step.End();
  }

  /** The client could not put the message into AMQP's form; nothing of it was written. */
  void unwritable(Publication publication, String reason) {
    synchronized (lock) {
      window.unwritten(publication, Outcome.rejected(FailureCode.MESSAGE_INVALID, reason));
    }
    answer();
  }

  /**
   * The broker closed the channel, so that all tags are void. Where that is one message's fault, it
   * is found and answered; else what was under way is to be sent again, or the session ends.
   *
   * @param explained what the reason means where no single message is to blame
   */
  void channelReplaced(ShutdownSignalException reason, Failure explained) {
    Refusal refusal = Refusal.of(reason);
    if (refusal == Refusal.DESTINATION) {
      fail(explained);
      return;
    }
    synchronized (lock) {
      if (refusal == Refusal.UNKNOWN_MESSAGE) {
        giveUp(explained);
      }
      Publication culprit = window.channelLost();
      if (culprit != null && refusal == Refusal.TOO_LARGE) {
        window.settle(culprit, Outcome.rejected(FailureCode.MESSAGE_TOO_LARGE, explained.detail()));
      } else if (culprit != null) {
        denials.refused(culprit, explained.detail());
        rejectGuilty();
      }
    }
    answer();
  }

  // The client's reading thread

  /** The broker took responsibility for a message, or for all up to it. */
  void confirmed(long tag, boolean multiple) {
    synchronized (lock) {
      for (Publication publication : window.take(tag, multiple)) {
        window.settle(publication, verdicts.taken(publication));
        denials.confirmed();
      }
      rejectGuilty();
      lock.notifyAll();
    }
    answer();
  }

  /** The broker could not take responsibility for a message, or for all up to it. */
  void refused(long tag, boolean multiple) {
    synchronized (lock) {
      for (Publication publication : window.take(tag, multiple)) {
        if (publication.returned() == null) {
          retry(publication, verdicts.nacked(publication));
        } else {
          window.settle(publication, verdicts.taken(publication));
        }
      }
      lock.notifyAll();
    }
    answer();
  }

  /** No queue takes the message; that the broker confirms it all the same comes next. */
  void returned(@Nullable String id, String reason) {
    Publication publication;
    synchronized (lock) {
      publication = id == null ? null : window.returned(id, reason);
    }
    if (publication != null) {
      returns.add(publication.target());
    }
  }

  /** The channel is closed; the publishing thread replaces it. */
  void channelClosed(ShutdownSignalException reason) {
    synchronized (lock) {
      channelLoss = reason;
      lock.notifyAll();
    }
  }

  /** The broker lacks memory or disk, and reads nothing more from us. */
  void blocked(String reason) {
    synchronized (lock) {
      blocked = Verdicts.blocked(reason);
      if (failure == null) {
        health.accept(new Health(Health.State.HELD_BACK, blocked.detail(), blocked));
        halt.begin(blocked, window.stop(blocked));
      }
    }
    answer();
  }

  /** It has recovered. */
  void unblocked() {
    synchronized (lock) {
      blocked = null;
      lock.notifyAll();
    }
    tellUp();
  }

  // The engine's timer

  private void scheduleLook() {
    synchronized (lock) {
      if (looking || failure != null || window.isEmpty()) {
        return;
      }
      looking = true;
    }
    Duration tenth = settings.confirmTimeout().dividedBy(10);
    context.schedule(tenth.compareTo(LONGEST_LOOK) < 0 ? tenth : LONGEST_LOOK, this::look);
  }

  /** Looks for what should have been confirmed by now. */
  private void look() {
    Failure late;
    synchronized (lock) {
      looking = false;
      late = failure == null ? verdicts.late(window, System.nanoTime(), connection) : null;
      if (late != null && blocked != null) {
        // The connection stays: the broker answers on it once it has room.
        giveUp(blocked);
        late = null;
      }
    }
    if (late != null) {
      fail(late);
    }
    answer();
    scheduleLook();
  }

  // With the lock held

  /** Why nothing can be taken over now, or null. */
  private @Nullable Failure refusal() {
    if (failure != null) {
      return failure;
    }
    if (draining) {
      return Verdicts.closed();
    }
    return blocked == null ? halt.refusal() : blocked;
  }

  private void rejectGuilty() {
    for (Denials.Accused guilty : denials.takeGuilty()) {
      window.settle(
          guilty.publication(), Outcome.rejected(FailureCode.MESSAGE_DENIED, guilty.reason()));
    }
  }

  private void retryDoubtful() {
    for (Denials.Accused doubtful : denials.takeDoubtful()) {
      retry(doubtful.publication(), verdicts.doubtful(doubtful.reason()));
    }
  }

  private void giveUp(Failure cause) {
    denials.takeDoubtful();
    halt.begin(cause, window.giveUp(cause));
  }

  /** Nothing more leaves before this message. */
  private void retry(Publication publication, Failure cause) {
    window.stop(Verdicts.heldBack(cause));
    halt.begin(cause, true);
    window.settle(publication, Outcome.retry(cause));
  }

  // Without the lock

  /** Completes the batches that are done. */
  private void answer() {
    List<PendingBatch> done;
    synchronized (lock) {
      done = window.takeFinished();
      if (!done.isEmpty()) {
        lock.notifyAll();
      }
    }
    done.forEach(PendingBatch::complete);
  }

  private void tellUp() {
    synchronized (lock) {
      if (failure == null && blocked == null && connection != null) {
        health.accept(Health.up("connected to " + connection.broker()));
      }
    }
  }
}
