package io.acsexport.acs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * An engine with all buses of this JVM that name its home. There is more than one where an operator
 * declared a bean beside the one that the jar brings along. CloudStack may publish to each of them,
 * or to some only (since 4.20 not to one in its {@code core} module), and nothing tells a bus which
 * kind it is. So all share one engine, and the first to be given an event owns it: what the others
 * are given is the same event again.
 */
final class SharedEngine {

  /**
   * By home. The one mutable static of the adapter: beans of different Spring contexts know nothing
   * of each other. A bus that is released leaves it. Guarded by itself.
   */
  private static final Map<String, SharedEngine> BY_HOME = new HashMap<>();

  private final String home;
  private final HostLog log;
  private final List<Seat> seats = new ArrayList<>();

  /** Claimed without the lock: the first event must not wait for an engine that opens or closes. */
  private final AtomicReference<Seat> owner = new AtomicReference<>();

  // Changed under the map's lock.
  private volatile EventReceiver engine;
  private boolean started;
  private boolean stopped;

  /** Opens an engine, or something that stands in for it. */
  interface Opener {
    EventReceiver open();
  }

  private SharedEngine(String home, HostLog log, EventReceiver engine) {
    this.home = home;
    this.log = log;
    this.engine = engine;
  }

  /**
   * A place at the engine of this home, which is opened if nobody did yet, or if those who did have
   * stopped it.
   */
  static EventReceiver join(String home, HostLog log, Opener opener) {
    synchronized (BY_HOME) {
      SharedEngine shared = BY_HOME.get(home);
      if (shared == null) {
        shared = new SharedEngine(home, log, opener.open());
        BY_HOME.put(home, shared);
      } else if (shared.stopped) {
        shared.reopen(opener);
      } else {
        log.report(
            HostLog.WARN,
            "There are "
                + (shared.seats.size() + 1)
                + " beans of "
                + AcsEventBus.class.getName()
                + ". They share one exporter, and each event is exported once; but acs-export.jar"
                + " brings a bean of its own, so remove yours from META-INF/cloudstack/event and"
                + " META-INF/cloudstack/core in /etc/cloudstack/management",
            null);
      }
      return shared.newSeat();
    }
  }

  private Seat newSeat() {
    Seat seat = new Seat();
    seats.add(seat);
    return seat;
  }

  /** For buses made after the earlier ones have ended without being released. */
  private void reopen(Opener opener) {
    try {
      engine.close();
    } catch (Throwable e) {
      log.report(HostLog.WARN, "The exporter did not close in order; what is stored is kept", e);
    }
    List.copyOf(seats).forEach(Seat::leave);
    started = false;
    stopped = false;
    engine = opener.open();
  }

  /** One bus's place. */
  private final class Seat implements EventReceiver {

    private volatile boolean left;
    private boolean saidTwice;

    @Override
    public void publish(Event event) throws Throwable {
      if (owns()) {
        engine.publish(event);
      } else if (!saidTwice) {
        saidTwice = true;
        log.report(
            HostLog.WARN,
            "CloudStack publishes to more than one bean of "
                + AcsEventBus.class.getName()
                + "; only the first is used, so that nothing is exported twice",
            null);
      }
    }

    private boolean owns() throws EventBusException {
      boolean mine = owner.get() == this || owner.compareAndSet(null, this);
      // Looked at last: a seat that is left meanwhile must not keep the engine from the others.
      if (left) {
        owner.compareAndSet(this, null);
        throw new EventBusException("acs-export is stopped, and another bus took its place");
      }
      return mine;
    }

    private void leave() {
      left = true;
      owner.compareAndSet(this, null);
      seats.remove(this);
    }

    @Override
    public void start() throws Throwable {
      synchronized (BY_HOME) {
        if (started || left) {
          return;
        }
        started = true;
      }
      engine.start();
    }

    /** What the owner says counts; as long as there is none, the first word does. */
    @Override
    public void stop() throws Throwable {
      synchronized (BY_HOME) {
        Seat first = owner.get();
        if (stopped || left || (first != null && first != this)) {
          return;
        }
        stopped = true;
      }
      // Outside of the lock, since it drains: buses of other homes need not wait for it.
      engine.stop();
    }

    @Override
    public void close() throws Throwable {
      synchronized (BY_HOME) {
        if (left) {
          return;
        }
        leave();
        if (seats.isEmpty()) {
          BY_HOME.remove(home, SharedEngine.this);
          engine.close();
        }
      }
    }
  }
}
