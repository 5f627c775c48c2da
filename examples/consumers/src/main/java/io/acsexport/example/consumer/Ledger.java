package io.acsexport.example.consumer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was billed: a file to which each event adds one line with its id. The line is the booking
 * and the memory of it at once, so neither can be there without the other; totals and recent ids
 * are made of it at the start. In real life this is a table with the id as its key.
 */
final class Ledger implements AutoCloseable {

  private static final int REMEMBERED = 100_000;

  private final FileChannel file;
  private final RecentIds ids = new RecentIds(REMEMBERED);
  private final Map<String, Long> totals = new TreeMap<>();

  private Ledger(FileChannel file) {
    this.file = file;
  }

  /** Reads what is booked; a line that a crash left unfinished is not, and is cut off. */
  static Ledger open(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Ledger ledger = new Ledger(file);
    try {
      ledger.load();
      return ledger;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Books one use of a kind to an account; it is on disk when this returns.
   *
   * @return false where this event was booked before
   */
  boolean book(String id, String account, String kind) throws IOException {
    if (ids.contains(id)) {
      return false;
    }
    String line = String.join("\t", id, account, kind) + "\n";
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(false);
    remember(line.strip());
    return true;
  }

  /** The number of uses by {@code account TAB kind}. */
  Map<String, Long> totals() {
    return Map.copyOf(totals);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void load() throws IOException {
    long end = 0;
    StringBuilder rest = new StringBuilder();
    ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
    for (long at = 0; file.read(chunk.clear(), at) > 0; at += chunk.limit()) {
      // One byte a character: ids, UUIDs and types of CloudStack are ASCII.
      rest.append(StandardCharsets.ISO_8859_1.decode(chunk.flip()));
      for (int line = rest.indexOf("\n"); line >= 0; line = rest.indexOf("\n")) {
        remember(rest.substring(0, line));
        end += line + 1;
        rest.delete(0, line + 1);
      }
    }
    file.truncate(end).position(end);
  }

  private void remember(String line) {
    String[] parts = line.split("\t", 2);
    ids.add(parts[0]);
    totals.merge(parts[1], 1L, Long::sum);
  }
}
