package io.acsexport.acs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.jspecify.annotations.Nullable;

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
  private final Subscribers subscribers;
  private final BusSurvey survey;
  private final List<Seat> seats = new ArrayList<>();

  /** Claimed without the lock: the first event must not wait for an engine that opens or closes. */
  private final AtomicReference<Seat> owner = new AtomicReference<>();

  // Changed under the map's lock.
  private volatile EventReceiver engine;
  private String configuration;
  private boolean started;
  private boolean stopped;
  private int seatsSurveyed;
  private @Nullable Thread surveying;

  /** Opens an engine, or something that stands in for it. */
  interface Opener {
    EventReceiver open();
  }

  private SharedEngine(String home, String configuration, HostLog log, EventReceiver engine) {
    this.home = home;
    this.configuration = configuration;
    this.log = log;
    this.engine = engine;
    this.subscribers = new Subscribers(log, System::nanoTime);
    this.survey = new BusSurvey(log, SharedEngine.class.getClassLoader());
  }

  /**
   * A place at the engine of this home, which is opened if nobody did yet, or if those who did have
   * stopped it.
   *
   * @param configuration the file that the opener would open it with
   */
  static Seat join(String home, String configuration, HostLog log, Opener opener) {
    synchronized (BY_HOME) {
      SharedEngine shared = BY_HOME.get(home);
      if (shared == null) {
        shared = new SharedEngine(home, configuration, log, opener.open());
        BY_HOME.put(home, shared);
      } else if (shared.stopped) {
        shared.reopen(configuration, opener);
      } else if (!shared.configuration.equals(configuration)) {
        log.report(
            HostLog.WARN,
            "The configuration file "
                + configuration
                + " of a bean of "
                + AcsEventBus.class.getName()
                + " is not used, because another bean of it came first, with "
                + shared.configuration
                + "; name the file with the system property "
                + AcsEventBus.CONFIGURATION_PROPERTY
                + " instead, which counts for all",
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
  private void reopen(String file, Opener opener) {
    try {
      engine.close();
    } catch (Throwable e) {
      log.report(HostLog.WARN, "The exporter did not close in order; what is stored is kept", e);
    }
    List.copyOf(seats).forEach(Seat::leave);
    started = false;
    stopped = false;
    seatsSurveyed = 0;
    configuration = file;
    engine = opener.open();
  }

  /** Once all buses are configured the first of them is started, so then their number is known. */
  private void survey() {
    if (seats.size() > seatsSurveyed) {
      seatsSurveyed = seats.size();
      try {
        surveying = survey.begin(seatsSurveyed);
      } catch (Throwable e) {
        // No thread to be had; delivery, which comes next, matters more.
        log.report(HostLog.DEBUG, "The files that declare buses were not looked at", e);
      }
    }
  }

  /** One bus's place. */
  final class Seat implements EventReceiver {

    private volatile boolean left;
    private boolean saidTwice;

    @Override
    public void publish(Event event) throws Throwable {
      if (owns()) {
        subscribers.offer(event);
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

    /** Those of all buses that share the engine. */
    Subscribers subscribers() {
      return subscribers;
    }

    private boolean owns() throws EventBusException {
      // In one step: with two, a thread that comes second takes its own bus for another's, and its
      // event is gone.
      Seat before = owner.compareAndExchange(null, this);
      boolean mine = before == null || before == this;
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
        if (left) {
          return;
        }
        survey();
        if (started) {
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
          subscribers.close();
          if (surveying != null) {
            surveying.interrupt();
          }
          engine.close();
        }
      }
    }
  }
}
