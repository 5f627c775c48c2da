package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.core.spool.SpoolReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A spool in memory with one cursor. A record's payload is {@code key|body}. It knows which records
 * are resolved and takes down every commit that passes one that is not.
 */
final class FakeSpool implements SpoolCursor {

  private final List<SpoolItem> items = new ArrayList<>();
  private final Set<Long> resolved = ConcurrentHashMap.newKeySet();
  private final List<String> violations = new ArrayList<>();
  private long next = 1;
  private long position;
  private long committed;
  private int commits;
  private int readers;
  private boolean unreadable;

  /** Appends a record; its sequence. */
  synchronized long append(String key, String body) {
    byte[] payload = (key + "|" + body).getBytes(StandardCharsets.UTF_8);
    items.add(new SpoolItem.Entry(next, 0, payload));
    notifyAll();
    return next++;
  }

  synchronized void appendGap(int records) {
    long first = next;
    next += records;
    items.add(new SpoolItem.Gap(first, next - 1, records, SpoolItem.Reason.DAMAGED));
    notifyAll();
  }

  /** What the destination no longer waits for. */
  void resolve(long sequence) {
    resolved.add(sequence);
  }

  synchronized void makeUnreadable(boolean failing) {
    unreadable = failing;
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized int commits() {
    return commits;
  }

  synchronized int readersOpened() {
    return readers;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public synchronized long position() {
    return position;
  }

  @Override
  public synchronized SpoolReader openReader() {
    readers++;
    return new Reader(position);
  }

  @Override
  public synchronized void commit(long sequence) {
    commits++;
    if (sequence < committed) {
      violations.add("commit went back from " + committed + " to " + sequence);
    }
    for (SpoolItem item : items) {
      if (item.sequence() <= sequence && !resolved.contains(item.sequence())) {
        violations.add("commit " + sequence + " passed unresolved " + item.sequence());
      }
    }
    committed = sequence;
    position = Math.max(position, sequence);
  }

  /** The cursor passes over records because the spool is full. */
  synchronized void jump(long to) {
    position = to;
  }

  @Override
  public synchronized Backlog backlog() {
    long events =
        items.stream()
            .filter(item -> item instanceof SpoolItem.Entry && item.sequence() > position)
            .count();
    return new Backlog(events, events * 100, null);
  }

  private final class Reader implements SpoolReader {
    private long after;

    private Reader(long after) {
      this.after = after;
    }

    @Override
    public @Nullable SpoolItem poll() throws IOException {
      synchronized (FakeSpool.this) {
        if (unreadable) {
          throw new IOException("the disk is gone");
        }
        SpoolItem item = following();
        if (item != null) {
          after = item.sequence();
        }
        return item;
      }
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
      long deadline = System.nanoTime() + timeout.toNanos();
      synchronized (FakeSpool.this) {
        while (following() == null) {
          long left = (deadline - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            return false;
          }
          FakeSpool.this.wait(left);
        }
        return true;
      }
    }

    private @Nullable SpoolItem following() {
      int low = 0;
      int high = items.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (items.get(middle).sequence() > after) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low < items.size() ? items.get(low) : null;
    }

    @Override
    public void close() {}
  }
}
