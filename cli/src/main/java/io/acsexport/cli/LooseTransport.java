package io.acsexport.cli;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.engine.DestinationTransports;
import io.acsexport.core.engine.SpoolPlace;
import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A destination's transport without an engine around it, to look at its broker or read from it. */
final class LooseTransport implements AutoCloseable {

  private final DestinationTransports maker;
  private final Transport transport;
  private final List<Notice> notices;

  private LooseTransport(DestinationTransports maker, Transport transport, List<Notice> notices) {
    this.maker = maker;
    this.transport = transport;
    this.notices = notices;
  }

  /**
   * Makes it; nothing is connected yet.
   *
   * @throws SettingException when the settings do not fit together
   */
  static LooseTransport of(DestinationConfig destination, Installation installation, Clock clock)
      throws SettingException {
    List<Notice> notices = new CopyOnWriteArrayList<>();
    DestinationTransports maker =
        new DestinationTransports(
            destination,
            installation.node(),
            SpoolPlace.none(),
            installation.config().spool().maxRecordSize(),
            clock,
            new SimpleMeterRegistry(),
            notices::add);
    boolean made = false;
    try {
      LooseTransport loose = new LooseTransport(maker, maker.create(), notices);
      made = true;
      return loose;
    } finally {
      if (!made) {
        maker.close();
      }
    }
  }

  Transport transport() {
    return transport;
  }

  /** What it told about its settings so far. */
  List<Notice> notices() {
    return List.copyOf(notices);
  }

  @Override
  public void close() {
    transport.close();
    maker.close();
  }
}
