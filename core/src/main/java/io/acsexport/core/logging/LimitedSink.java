package io.acsexport.core.logging;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Passes warnings and errors on at a limited rate: the first lines of a {@linkplain LineShape
 * shape}, then one at growing intervals with the number left out. A broker that is away for a
 * weekend makes a client write the same line every second, and an operator's log must end
 * somewhere. Lines below a warning pass as they are: the host asked for them. Thread-safe; the
 * number of shapes remembered is bounded.
 *
 * <p>What was left out is told with the next line of its shape; where none comes, soon after the
 * interval, together with whatever is logged next, or by {@link #flush}.
 */
public final class LimitedSink implements LogSink {

  private static final int MAX_SHAPES = 256;
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

  /** The engine limits most of its lines where they are made, and each of them says something. */
  private static final Limit OWN = new Limit(10, TimeUnit.MINUTES.toNanos(1));

  /** A client's line goes with one of the engine's that says what it means. */
  private static final Limit CLIENTS = new Limit(1, TimeUnit.MINUTES.toNanos(5));

  private final LogSink sink;
  private final Predicate<String> own;
  private final LongSupplier nanoTime;
  private final Map<LineShape, Tally> tallies = new LinkedHashMap<>();
  private volatile long lookedAt;

  private record Limit(int burst, long intervalNanos) {}

  private record Line(int level, String logger, String message, @Nullable Throwable thrown) {}

  /**
   * In front of another sink.
   *
   * @param own whether a logger, by name, is the engine's own
   * @param nanoTime the clock, {@code System::nanoTime} but for tests
   */
  public LimitedSink(LogSink sink, Predicate<String> own, LongSupplier nanoTime) {
    this.sink = sink;
    this.own = own;
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong();
  }

  @Override
  public boolean enabled(int level, String logger) {
    return sink.enabled(level, logger);
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    if (level < Level.WARN.toInt() && nanoTime.getAsLong() - lookedAt < LOOK_EVERY_NANOS) {
      sink.log(level, logger, message, thrown);
      return;
    }
    // Outside the lock: the host's log may be slow, and must not make others wait here.
    for (Line line : due(level, logger, message, thrown)) {
      sink.log(line.level(), line.logger(), line.message(), line.thrown());
    }
  }

  @Override
  public void flush() {
    List<Line> lines = new ArrayList<>();
    synchronized (this) {
      tallies.forEach((shape, tally) -> tell(tally, nanoTime.getAsLong(), lines));
      tallies.clear();
    }
    lines.forEach(line -> sink.log(line.level(), line.logger(), line.message(), line.thrown()));
  }

  private synchronized List<Line> due(
      int level, String logger, String message, @Nullable Throwable thrown) {
    List<Line> lines = new ArrayList<>(1);
    long now = nanoTime.getAsLong();
    if (now - lookedAt >= LOOK_EVERY_NANOS) {
      lookedAt = now;
      forgetQuiet(now, lines);
    }
    if (level < Level.WARN.toInt()) {
      lines.add(new Line(level, logger, message, thrown));
      return lines;
    }
    Tally tally = tally(level, logger, message, now);
    if (tally.admits(now)) {
      lines.add(new Line(level, logger, message + tally.leftOut(now), thrown));
    }
    return lines;
  }

  private Tally tally(int level, String logger, String message, long now) {
    boolean ours = own.test(logger);
    LineShape shape = LineShape.of(level, logger, message, ours);
    if (!tallies.containsKey(shape) && tallies.size() >= MAX_SHAPES) {
      shape = LineShape.others(level, ours);
    }
    Tally tally =
        tallies.computeIfAbsent(shape, key -> new Tally(ours ? OWN : CLIENTS, level, logger, now));
    tally.last = message;
    return tally;
  }

  private void forgetQuiet(long now, List<Line> lines) {
    Iterator<Tally> all = tallies.values().iterator();
    while (all.hasNext()) {
      Tally tally = all.next();
      if (now - tally.seenAt > tally.interval) {
        tell(tally, now, lines);
        all.remove();
      }
    }
  }

  private static void tell(Tally tally, long now, List<Line> lines) {
    if (tally.untold > 0) {
      lines.add(
          new Line(
              tally.level,
              tally.logger,
              "Last of several: " + tally.last + tally.leftOut(now),
              null));
    }
  }

  /** What became of the lines of one shape. */
  private static final class Tally {

    private final Limit limit;
    private final int level;
    private final String logger;
    private String last = "";
    private long periodBegan;
    private long seenAt;
    private long toldAt;
    private long interval;
    private int told;
    private long untold;

    Tally(Limit limit, int level, String logger, long now) {
      this.limit = limit;
      this.level = level;
      this.logger = logger;
      this.interval = limit.intervalNanos();
      this.periodBegan = now;
      this.toldAt = now;
    }

    /** Whether the next line passes; counts it if not. */
    boolean admits(long now) {
      seenAt = now;
      if (now - periodBegan >= interval) {
        periodBegan = now;
        boolean goesOn = untold > 0;
        // The burst was for the first period; as long as it goes on, one line each, ever more
        // rarely.
        interval = goesOn ? Math.min(2 * interval, LONGEST_NANOS) : limit.intervalNanos();
        told = goesOn ? limit.burst() - 1 : 0;
      }
      if (told < limit.burst()) {
        told++;
        return true;
      }
      untold++;
      return false;
    }

    /** What to add to a line, as one that tells of those left out before it. */
    String leftOut(long now) {
      String text =
          untold == 0
              ? ""
              : " ("
                  + untold
                  + (untold == 1 ? " line" : " lines")
                  + " like this left out in the last "
                  + TimeUnit.NANOSECONDS.toSeconds(now - toldAt)
                  + " s)";
      untold = 0;
      toldAt = now;
      return text;
    }
  }
}
