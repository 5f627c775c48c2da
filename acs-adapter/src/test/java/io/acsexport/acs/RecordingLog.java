package io.acsexport.acs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A host's log that keeps its lines. */
final class RecordingLog implements HostLog {

  /** One line. */
  record Line(int level, String logger, String message, @Nullable Throwable thrown) {}

  final List<Line> lines = new CopyOnWriteArrayList<>();

  @Override
  public boolean enabled(int level, String logger) {
    return level >= INFO;
  }

  @Override
  public void log(int level, String logger, String message, @Nullable Throwable thrown) {
    lines.add(new Line(level, logger, message, thrown));
  }

  /** Messages of that level from the adapter itself. */
  List<String> own(int level) {
    return lines.stream()
        .filter(line -> line.level() == level && line.logger().equals("io.acsexport.acs"))
        .map(Line::message)
        .toList();
  }

  /** What the engine was called with. */
  List<String> engine() {
    return lines.stream()
        .filter(line -> line.logger().equals("engine"))
        .map(Line::message)
        .toList();
  }

  /** The events that reached the engine, without the word. */
  List<String> published() {
    return engine().stream()
        .filter(line -> line.startsWith("publish "))
        .map(line -> line.substring("publish ".length()))
        .toList();
  }
}
