package io.acsexport.core.engine;

import io.acsexport.core.deadletter.DeadLetterLog;
import io.acsexport.core.deadletter.StoredDeadLetter;
import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.ExportEvent.Addressing;
import io.acsexport.core.spool.RefusedException;
import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolStats;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Appends the events of dead letters again, for their destination alone. It leaves room in the
 * spool: what an operator brings back must not push out what others have yet to get. For one
 * thread, once.
 */
final class Replay implements DeadLetterLog.Taker {

  private static final long APPEND_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How often the room is looked at. */
  private static final int STRIDE = 100;

  private final String destination;
  private final Predicate<StoredDeadLetter> which;
  private final Spool spool;
  private long replayed;
  private long unreadable;
  private @Nullable String stopped;

  Replay(String destination, Predicate<StoredDeadLetter> which, Spool spool) {
    this.destination = destination;
    this.which = which;
    this.spool = spool;
  }

  @Override
  public Answer take(StoredDeadLetter letter) {
    if (!which.test(letter)) {
      return Answer.KEEP;
    }
    if (replayed % STRIDE == 0 && isNearlyFull()) {
      stopped = "the spool is nearly full; replay the rest once it has drained";
      return Answer.STOP;
    }
    SpoolItem.Entry record = letter.letter().record();
    try {
      byte[] payload = readdressed(record);
      spool.append(payload, 0, payload.length, APPEND_TIMEOUT_NANOS);
      replayed++;
      return Answer.TAKE_OUT;
    } catch (CorruptEventException unusable) {
      unreadable++;
      return Answer.KEEP;
    } catch (RefusedException refused) {
      stopped = "the spool does not take it: " + refused.getMessage();
      return Answer.STOP;
    }
  }

  /** One that was replayed before keeps the time at which it was accepted first. */
  private byte[] readdressed(SpoolItem.Entry record) throws CorruptEventException {
    Addressing before = EventCodec.decode(record.payload()).addressing();
    Long first = before == null ? null : before.firstAcceptedMillis();
    return EventCodec.readdress(
        record.payload(),
        new Addressing(Set.of(destination), first == null ? record.acceptedMillis() : first));
  }

  private boolean isNearlyFull() {
    SpoolStats stats = spool.stats();
    return stats.usedBytes() + stats.reservedBytes() > stats.maxBytes() / 10 * 9;
  }

  @Override
  public void settle() throws IOException {
    if (replayed > 0) {
      spool.syncNow();
    }
  }

  Operations.Replayed result() {
    return new Operations.Replayed(replayed, unreadable, stopped);
  }
}
