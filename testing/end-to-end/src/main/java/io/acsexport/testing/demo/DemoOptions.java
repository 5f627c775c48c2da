package io.acsexport.testing.demo;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the script hands over.
 *
 * @param broker which one to show it on
 * @param home the assembled engine
 * @param work a folder for everything the demo writes
 * @param events a file of events instead of the captured ones, or null
 * @param keep whether to leave broker and spool running until the process is told to end
 */
record DemoOptions(Broker broker, Path home, Path work, @Nullable Path events, boolean keep) {

  /** What the demo can be shown on. */
  enum Broker {
    KAFKA,
    RABBITMQ
  }

  static DemoOptions parse(String[] args) {
    Broker broker = Broker.KAFKA;
    Path home = null;
    Path work = null;
    Path events = null;
    boolean keep = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--broker" -> broker = Broker.valueOf(args[++i].toUpperCase(Locale.ROOT));
        case "--home" -> home = Path.of(args[++i]);
        case "--work" -> work = Path.of(args[++i]);
        case "--events" -> events = Path.of(args[++i]);
        case "--keep" -> keep = true;
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    return new DemoOptions(
        broker,
        Objects.requireNonNull(home, "--home is missing"),
        Objects.requireNonNull(work, "--work is missing"),
        events,
        keep);
  }
}
