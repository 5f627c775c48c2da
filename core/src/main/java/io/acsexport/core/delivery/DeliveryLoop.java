package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.core.spool.SpoolReader;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does, as a loop of short turns: settle what was answered, move the cursor, send
 * what may be sent, else wait for whatever comes first. All on the delivery thread.
 *
 * <p>In a <em>round</em> up to {@code maxInFlight} batches are open, fewer where they are large.
 * Once a message of it has to be sent again, nothing more is sent until all open batches are
 * answered; then comes the wait, then everything unresolved by sequence, one batch at a time, and
 * only then anything new.
 *
 * <p>Somewhat long for a file here, because all of it is one turn of one thread over one state.
 */
final class DeliveryLoop {

  /**
   * How long it waits where nothing in sight would end the wait; it may look around now and then.
   */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * Resolved messages behind an unresolved one take room too, if little: so many batches at most.
   */
  private static final int WINDOW_BATCHES = 4;

  private final SpoolCursor cursor;
  private final MessageSource source;
  private final TransportSlot slot;
  private final Undertaker undertaker;
  private final DeliveryOptions options;
  private final Backoff backoff;
  private final Backoff burialBackoff;
  private final Clock clock;
  private final Progress progress;
  private final Wakeup wakeup;
  private final Drain drain;
  private final PauseRequest pauseRequest;

  private final OpenBatches open;
  private final PoisonSearch search = new PoisonSearch();
  private final Pause pause = new Pause();
  private Window window = new Window();
  private Round round = new Round();
  private @Nullable Intake intake;
  private @Nullable Throwable fault;
  private boolean faultTold;
  private boolean readFailed;
  private boolean succeeded;
  private boolean stopNoticed;
  private boolean quotaKnown;
  private long quota = Long.MAX_VALUE;
  private boolean drained;

  DeliveryLoop(
      SpoolCursor cursor,
      MessageSource source,
      TransportSlot slot,
      Undertaker undertaker,
      DeliveryOptions options,
      RandomGenerator jitter,
      Clock clock,
      Progress progress,
      Wakeup wakeup,
      Drain drain,
      PauseRequest pauseRequest) {
    this.cursor = cursor;
    this.source = source;
    this.slot = slot;
    this.undertaker = undertaker;
    this.options = options;
    this.open = new OpenBatches(options.maxBatchBytes());
    this.backoff = new Backoff(options.initialBackoff(), options.maxBackoff(), jitter);
    this.burialBackoff = new Backoff(options.initialBackoff(), options.maxBackoff(), jitter);
    this.clock = clock;
    this.progress = progress;
    this.wakeup = wakeup;
    this.drain = drain;
    this.pauseRequest = pauseRequest;
  }

  /** One turn; false once delivery has ended. What it throws goes to {@link #fault}. */
  boolean turn() {
    pause.endIfOver();
    noticeStop();
    if (pauseRequest.isOver(progress)) {
      pause.end();
    }
    if (fault != null) {
      return recover(fault);
    }
    answerForTheSilent();
    settle();
    bury();
    advance();
    if (ended()) {
      return false;
    }
    if (round.failure() != null && open.isEmpty()) {
      endRound(round.failure());
    }
    if (pauseRequest.requested()) {
      if (open.isEmpty() && !window.hasCondemned()) {
        pauseRequest.standStill(slot, progress);
      }
      rest();
    } else if (round.failure() != null || pause.lasts() || !hasTransport() || allOpen()) {
      rest();
    } else {
      sendNext();
    }
    return true;
  }

  /** An unexpected error ended a turn: the next ones pause, then begin anew at the cursor. */
  void fault(Throwable unexpected) {
    fault = unexpected;
    pause.begin(backoff.next(null));
  }

  /** Ends delivery; what the broker confirms while the transport closes still counts. */
  void end() {
    slot.close(Duration.ofNanos(drained ? drain.left() : 0));
    answerForTheSilent();
    settle();
    bury();
    advance();
    if (intake != null) {
      intake.reader().close();
    }
  }

  /** Whether everything was resolved that was there when the stop was asked for. */
  boolean drained() {
    return drained;
  }

  // Answers

  /** A transport that was closed answers no more; one that is late is closed. */
  private void answerForTheSilent() {
    if (open.anyOverdue() && !slot.isEmpty()) {
      slot.abandon();
    }
    if (slot.isEmpty()) {
      open.forEach(slot::giveUp);
    }
  }

  private void settle() {
    open.settleAnswered(this::settle);
    progress.inFlight(open.messages());
  }

  private void settle(OpenBatch batch) {
    Settlement settled = Settlement.of(batch, window, round);
    settled.rejected().forEach(progress::rejected);
    boolean repeat = batch.pendings().get(0).isRepeat();
    progress.answered(
        repeat ? 0 : settled.delivered(),
        settled.undecided(),
        System.nanoTime() - batch.startedNanos());
    if (settled.undecided() == 0 && !repeat) {
      succeeded = true;
      backoff.reset();
    }
    boolean suspicious = settled.unclassified() && slot.isReachable();
    search.remember(settled.lastDelivered());
    if (search.active()) {
      PoisonSearch.Verdict verdict =
          search.learn(batch.pendings(), settled, suspicious ? round.failure() : null);
      if (verdict != null) {
        condemn(verdict);
      }
    } else if (suspicious) {
      round.suspect(batch.pendings().get(batch.size() - 1));
    }
  }

  private void condemn(PoisonSearch.Verdict verdict) {
    window.condemn(verdict.guilty(), Failure.of(FailureCode.POISON, verdict.detail()));
    progress.rejected(FailureCode.POISON);
    round = new Round();
  }

  private void endRound(Failure failure) {
    window.requeue();
    Pending suspect = round.suspect();
    if (suspect != null && !search.active()) {
      search.begin(window.readyUpTo(suspect));
    }
    progress.failed(failure, round.cause());
    slot.closeIfUnusable();
    long wait = backoff.next(round.delay());
    if (!search.wantsFollowerNow(window)) {
      pause.begin(wait);
    }
    round = new Round();
  }

  /** Puts away what is condemned; where that fails, everything pauses until it is tried again. */
  private void bury() {
    if (!window.hasCondemned() || (pause.lasts() && !drain.over())) {
      return;
    }
    try {
      undertaker.bury(window);
      burialBackoff.reset();
      succeeded = true;
    } catch (IOException | RuntimeException failed) {
      progress.blocked(
          new Failure(
              failed instanceof IOException ? FailureCode.STORAGE_FAILED : FailureCode.UNCLASSIFIED,
              "a dead letter cannot be stored: " + OpenBatch.describe(failed),
              "Give the spool's file system room and see that it can be written."),
          failed);
      pause.begin(burialBackoff.next(null));
    }
  }

  private void advance() {
    OptionalLong reached = window.advance();
    if (reached.isPresent()) {
      cursor.commit(reached.getAsLong());
    }
    if (succeeded && round.failure() == null && !window.resending() && !window.hasCondemned()) {
      progress.up();
    }
    succeeded = false;
  }

  // Sending

  /**
   * What failed goes again one batch at a time: a transport may answer while the next batch is on
   * its way to it, and can tell only by this that a batch takes its failures into account.
   */
  private boolean allOpen() {
    boolean alone = search.active() || window.resending();
    return open.isFull(alone ? 1 : slot.maxInFlight());
  }

  private boolean hasTransport() {
    if (!slot.isEmpty()) {
      return true;
    }
    try {
      slot.fill();
      search.beginAnew();
      progress.begun();
      return true;
    } catch (TransportException unusable) {
      progress.blocked(unusable.failure(), unusable.getCause());
      pause.begin(backoff.longest());
      return false;
    }
  }

  private void sendNext() {
    Intake.End read = read();
    List<Pending> next =
        search.active()
            ? search.choose(window, options.maxBatchMessages(), options.maxBatchBytes())
            : window.take(options.maxBatchMessages(), options.maxBatchBytes());
    if (!next.isEmpty()) {
      send(next);
    } else if (read == Intake.End.EMPTY && drain.requested()) {
      quota = 0;
      if (!window.isEmpty()) {
        rest();
      }
    } else if (read == Intake.End.EMPTY && !window.hasSkipped()) {
      wakeup.awaitRecords(intake().reader(), untilNextEvent());
    } else if (read == Intake.End.FULL && !window.hasCondemned()) {
      rest();
    }
  }

  private void send(List<Pending> next) {
    OpenBatch batch =
        new OpenBatch(
            next,
            clock.instant(),
            System.nanoTime(),
            Backoff.nanos(options.sendTimeout()),
            wakeup::signal);
    open.add(batch);
    progress.inFlight(open.messages());
    slot.send(batch);
  }

  /** Reads ahead, unless something that failed has to be resolved first. */
  private Intake.End read() {
    boolean witnessWanted = search.active() && search.lacksWitness(window);
    long mostMessages =
        Math.max(
            witnessWanted ? Intake.searched(options) : 0,
            (long) WINDOW_BATCHES * options.maxBatchMessages() * (slot.maxInFlight() + 1));
    if ((window.resending() && !witnessWanted) || window.size() >= mostMessages || quota <= 0) {
      return Intake.End.FULL;
    }
    try {
      long before = intake().records();
      Intake.End end = intake().read(window, quota, witnessWanted);
      quota -= quotaKnown ? intake().records() - before : 0;
      if (readFailed) {
        readFailed = false;
        progress.up();
      }
      return end;
    } catch (IOException unreadable) {
      readFailed = true;
      progress.blocked(
          Failure.of(
              FailureCode.STORAGE_FAILED,
              "the spool cannot be read: " + OpenBatch.describe(unreadable)),
          unreadable);
      pause.begin(backoff.next(null));
      return Intake.End.FULL;
    }
  }

  private Intake intake() {
    if (intake == null) {
      SpoolReader reader = cursor.openReader();
      intake = new Intake(reader, source, options, progress);
    }
    return intake;
  }

  // Waiting and stopping

  private void rest() {
    wakeup.await(untilNextEvent());
  }

  private long untilNextEvent() {
    long nanos = open.untilOverdue(Math.min(IDLE_NANOS, drain.left()));
    if (pause.lasts()) {
      nanos = Math.min(nanos, pause.left());
    }
    return Math.max(0, nanos);
  }

  private void noticeStop() {
    if (drain.requested() && !stopNoticed) {
      stopNoticed = true;
      pause.end();
    }
  }

  private boolean ended() {
    if (!drain.requested()) {
      return false;
    }
    if (!quotaKnown) {
      quotaKnown = true;
      // In this order: where the cursor jumps in between, that is too many, which ends all the
      // same.
      long backlog = cursor.backlog().events();
      quota = Math.max(0, backlog - window.recordsAbove(cursor.position()));
    }
    drained = quota <= 0 && window.isEmpty();
    return drained || drain.over() || (pauseRequest.requested() && open.isEmpty());
  }

  /** After the pause, begins anew with a fresh transport at what the cursor has not passed. */
  private boolean recover(Throwable unexpected) {
    if (drain.over()) {
      return false;
    }
    if (!faultTold) {
      faultTold = true;
      progress.blocked(
          new Failure(
              FailureCode.UNCLASSIFIED,
              "unexpected error in delivery: " + OpenBatch.describe(unexpected),
              "Report this with the stack trace in the log; delivery is tried again."),
          unexpected);
    }
    if (pause.lasts()) {
      rest();
      return true;
    }
    slot.close(Duration.ZERO);
    open.clear();
    window = new Window();
    round = new Round();
    search.end();
    intake = null;
    quotaKnown = false;
    quota = Long.MAX_VALUE;
    fault = null;
    faultTold = false;
    return true;
  }
}
