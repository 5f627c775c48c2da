package io.acsexport.core.delivery;

import io.acsexport.core.deadletter.DeadLetter;
import io.acsexport.core.deadletter.DeadLetterSink;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what was finally refused among the dead letters. Delivery thread only. */
final class Undertaker {

  private static final Logger log = LoggerFactory.getLogger(Undertaker.class);

  private final String destination;
  private final DeadLetterSink sink;
  private final Clock clock;
  private final Progress progress;
  private final BurialLog burials;

  Undertaker(String destination, DeadLetterSink sink, Clock clock, Progress progress) {
    this.destination = destination;
    this.sink = sink;
    this.clock = clock;
    this.progress = progress;
    this.burials = new BurialLog(destination, log, System::nanoTime);
  }

  /**
   * Stores all that is condemned; what is stored no longer holds the cursor.
   *
   * @throws IOException when one could not be stored; it and those behind it stay condemned
   */
  void bury(Window window) throws IOException {
    for (Pending pending : window.condemned()) {
      bury(pending);
      window.bury(pending);
    }
  }

  private void bury(Pending pending) throws IOException {
    Failure failure = pending.condemnation();
    if (pending.item() instanceof SpoolItem.Entry entry) {
      Instant now = clock.instant();
      Instant first = pending.firstSent() == null ? now : pending.firstSent();
      sink.store(new DeadLetter(destination, entry, failure, pending.sends(), first, now));
      progress.deadLetter(failure);
      burials.buried(entry.sequence(), failure);
    } else {
      // A gap is no record of ours that could be kept; what it says is in the log and the counters.
      log.error(
          "Destination {}: its consumers cannot be told of {}: {}: {}. {}",
          destination,
          pending.item(),
          failure.code().label(),
          failure.detail(),
          failure.remedy());
    }
  }
}
