package io.acsexport.testing.faults;

import io.acsexport.testing.RabbitBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a RabbitMQ node took others of its cluster for dead, as it logs it.
 *
 * @param since what the log had when this was made
 */
record NodeLosses(Path log, int since) {

  private static final Pattern LINE = Pattern.compile("node '?rabbit@[0-9.]+'? down: (\\w+)");

  static NodeLosses sinceNow(RabbitBroker node) throws IOException {
    return new NodeLosses(node.output(), read(node.output()).length());
  }

  /** Such as {@code net_tick_timeout} for silence or {@code connection_closed}. */
  List<String> reasons() throws IOException {
    return LINE.matcher(read(log).substring(since)).results().map(line -> line.group(1)).toList();
  }

  /** A character for each byte: a log that is being written may end within one. */
  private static String read(Path log) throws IOException {
    return Files.readString(log, StandardCharsets.ISO_8859_1);
  }
}
