package io.acsexport.acs;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.apache.cloudstack.framework.events.EventSubscriber;
import org.apache.cloudstack.framework.events.EventTopic;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to subscribers inside the management server, on one thread of its own, so that a
 * slow or failing subscriber never touches a publisher. What does not fit the queue is dropped and
 * said so: subscribers are told as well as possible, brokers are told for certain.
 *
 * <p>The thread lives from the first subscription until {@link #close}.
 */
final class Subscribers {

  private static final int QUEUE_CAPACITY = 1024;
  private static final int MAX_SUBSCRIPTIONS = 1000;

  private final Map<UUID, Subscription> subscriptions = new ConcurrentHashMap<>();
  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private final LimitedLog drops;
  private final LimitedLog failures;
  private volatile boolean closed;
  private @Nullable Thread thread;

  Subscribers(HostLog log, LongSupplier nanoTime) {
    this.drops = new LimitedLog(log, nanoTime);
    this.failures = new LimitedLog(log, nanoTime);
  }

  synchronized UUID subscribe(@Nullable EventTopic topic, @Nullable EventSubscriber subscriber)
      throws EventBusException {
    if (topic == null || subscriber == null) {
      throw new EventBusException("a subscription needs a topic and a subscriber");
    }
    if (closed) {
      throw new EventBusException("the bus is released");
    }
    if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
      throw new EventBusException("there are " + MAX_SUBSCRIPTIONS + " subscriptions already");
    }
    UUID id = UUID.randomUUID();
    subscriptions.put(id, new Subscription(topic, subscriber));
    if (thread == null) {
      thread = new Thread(this::run, "acs-export-subscribers");
      thread.setDaemon(true);
      thread.setContextClassLoader(Subscribers.class.getClassLoader());
      thread.start();
    }
    return id;
  }

  /** Ends a subscription. */
  void unsubscribe(@Nullable UUID id) throws EventBusException {
    if (id == null || subscriptions.remove(id) == null) {
      throw new EventBusException("there is no subscription " + id);
    }
  }

  /** Never waits. */
  void offer(Event event) {
    if (!subscriptions.isEmpty() && !queue.offer(event)) {
      drops.log(
          HostLog.WARN,
          "Subscribers inside the management server are too slow: an event was not handed to them",
          null);
    }
  }

  synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        Event event = queue.take();
        for (Subscription subscription : subscriptions.values()) {
          deliver(event, subscription);
        }
      } catch (InterruptedException e) {
        // Ours if closed; else left behind by a subscriber, whose business it is not.
      } catch (OutOfMemoryError e) {
        // There may be room again for the next event.
      }
    }
  }

  private void deliver(Event event, Subscription subscription) {
    try {
      if (subscription.wants(event)) {
        subscription.subscriber.onEvent(event);
      }
    } catch (Throwable e) {
      failures.log(
          HostLog.ERROR,
          "Subscriber "
              + subscription.subscriber.getClass().getName()
              + " failed; no other is affected",
          e);
    }
  }

  private static final class Subscription {

    private static final String OPEN = "*";

    private final EventTopic topic;
    private final EventSubscriber subscriber;

    Subscription(EventTopic topic, EventSubscriber subscriber) {
      this.topic = topic;
      this.subscriber = subscriber;
    }

    boolean wants(Event event) {
      return matches(topic.getEventSource(), event.getEventSource())
          && matches(topic.getEventCategory(), event.getEventCategory())
          && matches(topic.getEventType(), event.getEventType())
          && matches(topic.getResourceType(), event.getResourceType())
          && matches(topic.getResourceUUID(), event.getResourceUUID());
    }

    /** As in CloudStack's in-memory bus: what is open on either side matches. */
    private static boolean matches(@Nullable String wanted, @Nullable String actual) {
      String one = part(wanted);
      String other = part(actual);
      return one.equals(OPEN) || other.equals(OPEN) || one.equalsIgnoreCase(other);
    }

    private static String part(@Nullable String written) {
      return written == null || written.isEmpty() ? OPEN : written.replace('.', '-');
    }
  }
}
