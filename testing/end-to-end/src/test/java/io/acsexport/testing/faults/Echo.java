package io.acsexport.testing.faults;

import io.acsexport.testing.check.AcsPublisher;
import java.io.OutputStream;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventSubscriber;

/**
 * Publishes from within: for now and then an event that it gets as a subscriber, and for each line
 * that the exporter logs, on whatever thread of the exporter that is.
 */
final class Echo extends Handler implements EventSubscriber {

  private static final int ONE_OF = 10;

  private final AcsPublisher publisher;
  private final OutputStream outcomes;
  private NumberedEvent next;
  private int heard;
  private int depth;
  private boolean ended;

  /** With outcomes and numbers of its own. */
  Echo(AcsPublisher publisher, OutputStream outcomes, NumberedEvent first) {
    this.publisher = publisher;
    this.outcomes = outcomes;
    this.next = first;
  }

  @Override
  public synchronized void onEvent(Event event) {
    NumberedEvent heardEvent = NumberedEvent.ofId(String.valueOf(event.getEventUuid()));
    if (heardEvent != null && heardEvent.thread() != next.thread() && heard++ % ONE_OF == 0) {
      echo();
    }
  }

  /** A line that is about the event that the line before caused would have no end. */
  @Override
  public synchronized void publish(LogRecord line) {
    if (depth < 2) {
      echo();
    }
  }

  private void echo() {
    if (ended) {
      return;
    }
    NumberedEvent event = next;
    next = new NumberedEvent(event.thread(), event.number() + 1);
    depth++;
    boolean unused = LoadJvm.publish(publisher, outcomes, event);
    depth--;
  }

  @Override
  public void flush() {}

  /** What is published from now on would be delivered after the next start. */
  @Override
  public synchronized void close() {
    ended = true;
  }
}
