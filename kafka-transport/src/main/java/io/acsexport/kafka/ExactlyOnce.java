package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a destination's position at the cluster in step with its messages, over producers that come
 * and go: what the cluster has is not sent again, whatever this side knew of it before a crash.
 *
 * <p>A position counts only where a start of this very spool stored it. One of another spool says
 * nothing, and one of a start that this spool does not know shows that there is a copy of it, or
 * that it is one: then events may be repeated, but none is taken for sent that was not. Where
 * another start of the engine stored a position since this one began, that one goes on and this one
 * stops: the two would otherwise fence each other in turn.
 *
 * <p>All but {@link #abandon} belongs to the transport's sending thread.
 */
final class ExactlyOnce {

  private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnce.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final long[] NOTHING = {};

  private final TransportContext context;
  private final ProducerSettings settings;
  private final KafkaFailures failures;
  private final RecordFactory records;
  private final ExactlyOnceIdentity identity;
  private final @Nullable TopicCreator topics;
  private final Duration patience;
  private final Object lock = new Object();
  private @Nullable PositionStore store;
  private @Nullable TransactionalSession session;
  private boolean abandoned;

  private @Nullable PositionLedger ledger;

  /** What was taken and could not be sent; the ledger may not be there yet. */
  private final Set<Long> owed = new HashSet<>();

  private @Nullable UUID predecessor;

  ExactlyOnce(TransportContext context, ProducerSettings settings, KafkaFailures failures) {
    this.context = context;
    this.settings = settings;
    this.failures = failures;
    this.records = new RecordFactory(settings.fixedTopic(), context.clock());
    this.identity = ExactlyOnceIdentity.of(context);
    this.topics = TopicCreator.of(settings, failures, context.sendTimeout());
    Duration third = context.sendTimeout().dividedBy(3);
    this.patience = third.compareTo(LONGEST_WAIT) < 0 ? third : LONGEST_WAIT;
  }

  /**
   * Commits what of these the cluster does not have yet, in one transaction. They go to the client
   * while others are still being read: so few wait in between, and the last ones are on their way
   * once there are no more.
   *
   * @param first the first batch of it
   * @param others those that follow, in sequence order
   * @return what failed; null where the cluster has them all
   * @throws TransportException when nothing could be sent
   */
  @Nullable FailedTransaction commit(List<OutboundMessage> first, Batches others)
      throws TransportException, InterruptedException {
    List<OutboundMessage> taken = new ArrayList<>();
    try {
      return commit(first, others, taken);
    } catch (TransportException | InterruptedException | RuntimeException e) {
      // The engine may let a later one go first, and the position must not pass these.
      taken.forEach(message -> owed.add(message.sequence()));
      throw e;
    }
  }

  private @Nullable FailedTransaction commit(
      List<OutboundMessage> first, Batches others, List<OutboundMessage> taken)
      throws TransportException, InterruptedException {
    taken.addAll(first);
    TransactionalSession current = open();
    PositionLedger known = ledger();
    known.settled(context.position());
    owed.forEach(known::failed);
    owed.clear();
    TransactionalSession.Transaction transaction = null;
    for (List<OutboundMessage> next = first; next != null; next = others.next()) {
      if (next != first) {
        taken.addAll(next);
      }
      List<OutboundMessage> fresh = notCovered(next, known);
      if (!fresh.isEmpty()) {
        transaction = send(current, transaction, fresh);
        if (transaction.hasFailed()) {
          break;
        }
      }
    }
    if (transaction == null) {
      // The answer may be needed to tell whether anything gets through, so it is not made up.
      store(current, known);
      return null;
    }
    List<OutboundMessage> sent = transaction.messages();
    long[] sequences = sent.stream().mapToLong(OutboundMessage::sequence).toArray();
    PositionLedger.Position after = known.after(sequences);
    FailedTransaction failed = transaction.commit(stored(after));
    if (failed == null) {
      known.committed(sequences, after);
      return null;
    }
    for (OutboundMessage message : sent) {
      if (failed.outcome(message) instanceof Outcome.Rejected) {
        known.rejected(message.sequence());
      } else {
        known.failed(message.sequence());
      }
    }
    if (!failed.onlyRejections() || !current.abort()) {
      end();
    }
    return failed;
  }

  private static List<OutboundMessage> notCovered(
      List<OutboundMessage> batch, PositionLedger known) {
    return batch.stream().filter(message -> !known.covers(message.sequence())).toList();
  }

  private TransactionalSession.Transaction send(
      TransactionalSession current,
      TransactionalSession.@Nullable Transaction begun,
      List<OutboundMessage> messages)
      throws TransportException, InterruptedException {
    if (topics != null) {
      try {
        topics.ensureFor(messages, records);
      } catch (TransportException | InterruptedException e) {
        if (begun != null) {
          end();
        }
        throw e;
      }
    }
    TransactionalSession.Transaction transaction = begun == null ? current.begin() : begun;
    transaction.send(messages);
    return transaction;
  }

  /** Stores the position again, so that neither it nor the producer expires. */
  void renew() throws TransportException, InterruptedException {
    TransactionalSession current = open();
    PositionLedger known = ledger();
    known.settled(context.position());
    store(current, known);
  }

  /** Whether the cluster has this message already; false before the first {@link #commit}. */
  boolean covers(OutboundMessage message) {
    return ledger != null && ledger.covers(message.sequence());
  }

  /** The failure that the producer's metrics point to. From any thread. */
  Failure explain(String waited) {
    TransactionalSession current;
    synchronized (lock) {
      current = session;
    }
    return current == null
        ? Failure.of(FailureCode.TIMEOUT, "no answer from " + settings.bootstrapServers())
        : current.explain(waited);
  }

  /** Ends what is under way, which then fails; the next commit begins anew. From any thread. */
  void abandon() {
    synchronized (lock) {
      if (store != null) {
        store.close();
      }
      if (session != null) {
        session.abandon(context.threads());
      }
    }
    if (topics != null) {
      topics.interrupt();
    }
  }

  /** The same, for good: nothing connects any more. */
  void close() {
    synchronized (lock) {
      abandoned = true;
    }
    if (topics != null) {
      topics.close();
    }
    abandon();
  }

  private TransactionalSession open() throws TransportException, InterruptedException {
    synchronized (lock) {
      if (session != null) {
        return session;
      }
    }
    try (PositionStore positions = openStore()) {
      positions.requireTopic();
      refuseWhereTakenOver(positions.read(false));
      TransactionalSession made = openSession();
      try {
        made.takeOver();
        PositionLedger known = resume(positions.read(true));
        store(made, known);
        ledger = known;
        return made;
      } catch (TransportException | InterruptedException | RuntimeException e) {
        end();
        throw e;
      }
    } catch (KafkaException e) {
      throw new TransportException(failures.failure(e, null), e);
    } finally {
      synchronized (lock) {
        store = null;
      }
    }
  }

  private PositionStore openStore() throws TransportException {
    PositionStore made = new PositionStore(settings, identity, failures, patience);
    synchronized (lock) {
      if (!abandoned) {
        store = made;
        return made;
      }
    }
    made.close();
    throw closed();
  }

  private TransactionalSession openSession() throws TransportException {
    TransactionalSession made = new TransactionalSession(settings, records, failures, identity);
    synchronized (lock) {
      if (!abandoned) {
        session = made;
        return made;
      }
    }
    made.abandon(context.threads());
    throw closed();
  }

  private void end() {
    synchronized (lock) {
      if (session != null) {
        session.abandon(context.threads());
        session = null;
      }
    }
    if (topics != null) {
      topics.forget();
    }
  }

  private void refuseWhereTakenOver(@Nullable StoredPosition found) throws TransportException {
    if (ledger == null
        || found == null
        || found.boot().equals(identity.boot())
        || found.boot().equals(predecessor)) {
      return;
    }
    throw new TransportException(
        new Failure(
            FailureCode.FENCED,
            "another exporter with the identity of this one ("
                + identity.transactionalId()
                + ") has taken this destination over on "
                + settings.bootstrapServers(),
            "Stop one of the two. On the one that is a copy, delete the file 'installation.id' from"
                + " the spool folder while no exporter runs there, and start it again. Then let this"
                + " one go on: acs-export pause "
                + context.destination()
                + ", acs-export resume "
                + context.destination()
                + "."),
        null);
  }

  /** What the cluster's position means here. */
  private PositionLedger resume(@Nullable StoredPosition found) {
    long cursor = Math.max(0, context.position());
    PositionLedger known = ledger;
    if (found != null && isOurs(found)) {
      if (known == null) {
        predecessor = found.boot();
        known = new PositionLedger(found.through(), found.ahead());
      } else {
        known.found(found.through(), found.ahead());
      }
      known.settled(cursor);
      return known;
    }
    if (known != null) {
      LOG.warn(
          "Destination {}: the position stored at {} is gone; it goes on from what is known here."
              + " Events of the last transaction may be repeated if its end was not seen.",
          context.destination(),
          settings.bootstrapServers());
      return known;
    }
    if (found != null) {
      predecessor = found.boot();
      tellForeign(found);
    } else {
      LOG.info(
          "Destination {}: {} has no position of {} yet, or it has expired; delivery begins at the"
              + " spool's own cursor. Events that were sent just before a crash may be repeated.",
          context.destination(),
          settings.bootstrapServers(),
          identity.group());
    }
    return new PositionLedger(cursor, new TreeSet<>());
  }

  private boolean isOurs(StoredPosition found) {
    return found.spool().equals(identity.spool()) && context.isOwnBoot(found.boot());
  }

  private void tellForeign(StoredPosition found) {
    boolean sameSpool = found.spool().equals(identity.spool());
    LOG.warn(
        "Destination {}: the position stored at {} is {}, so it does not count; delivery begins at"
            + " the spool's own cursor. Nothing is lost; {}",
        context.destination(),
        settings.bootstrapServers(),
        sameSpool
            ? "another copy's of this spool (restored from a backup, or on a cloned machine)"
            : "another spool's",
        sameSpool
            ? "what the other copy had sent of events that both hold may be repeated."
            : "what the other spool still holds is sent only from there.");
  }

  private void store(TransactionalSession current, PositionLedger known)
      throws TransportException, InterruptedException {
    FailedTransaction failed = current.begin().commit(stored(known.after(NOTHING)));
    if (failed != null) {
      end();
      throw new TransportException(failed.failure(), failed.thrown());
    }
  }

  private StoredPosition stored(PositionLedger.Position position) {
    return new StoredPosition(
        identity.spool(), identity.boot(), position.through(), position.ahead());
  }

  private PositionLedger ledger() {
    PositionLedger known = ledger;
    if (known == null) {
      throw new IllegalStateException("no position was read");
    }
    return known;
  }

  private static TransportException closed() {
    return new TransportException(FailureCode.CLOSED, "the transport was closed", null);
  }

  /** The batches of one transaction. */
  interface Batches {
    /** The next one, or null where there is no more. Never waits. */
    @Nullable List<OutboundMessage> next();
  }
}
