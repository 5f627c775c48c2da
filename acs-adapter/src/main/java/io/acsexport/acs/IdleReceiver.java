package io.acsexport.acs;

import java.util.concurrent.atomic.LongAdder;
import org.apache.cloudstack.framework.events.Event;

/**
 * Stands in where the engine cannot run. It takes events and only counts them: the one ERROR line
 * that said why must not be followed by a warning of CloudStack's for each event.
 */
final class IdleReceiver implements EventReceiver {

  private final HostLog log;
  private final LongAdder ignored = new LongAdder();

  IdleReceiver(HostLog log) {
    this.log = log;
  }

  @Override
  public void publish(Event event) {
    ignored.increment();
  }

  @Override
  public void start() {
    // Nothing to begin.
  }

  @Override
  public void stop() {
    if (ignored.sum() > 0) {
      log.log(
          HostLog.INFO,
          ignored.sum() + " events were not exported, because the exporter could not run",
          null);
    }
  }

  @Override
  public void close() {
    // Nothing to end.
  }
}
