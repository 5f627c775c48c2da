package io.acsexport.log;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Checkable;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Events as lines of a file. Delivered means synced to the disk. */
final class FileTransport implements Transport, Checkable, Tailable {

  private final FileSettings settings;
  private final Disk disk;
  private final int longestBody;
  private final EventLine lines = new EventLine();
  private final Object lock = new Object();
  private @Nullable EventFile open;
  private boolean closed;
  private volatile Health health = Health.idle();

  FileTransport(FileSettings settings, TransportContext context, Disk disk) {
    this.settings = settings;
    this.disk = disk;
    this.longestBody = context.maxMessageBytes();
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch)
      throws InterruptedException {
    int[] delivered = {0};
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    try {
      write(batch, delivered);
      health = Health.up("writes to " + settings.file());
    } catch (ClosedByInterruptException e) {
      drop();
      Thread.interrupted();
      throw new InterruptedException("interrupted while writing to " + settings.file());
    } catch (IOException e) {
      drop();
      Failure failure = FileFailures.of(e, settings.file());
      health = failure.code() == FailureCode.CLOSED ? Health.idle() : Health.down(failure);
      outcomes.addAll(Collections.nCopies(batch.size() - delivered[0], Outcome.retry(failure)));
    }
    outcomes.addAll(0, Collections.nCopies(delivered[0], Outcome.delivered()));
    return CompletableFuture.completedFuture(new BatchResult(outcomes));
  }

  /** Keeps count of what is on disk, which holds also after an exception. */
  private void write(List<OutboundMessage> batch, int[] delivered) throws IOException {
    EventFile file = current();
    Chunk chunk = new Chunk();
    for (int i = 0; i < batch.size(); i++) {
      byte[] line = lines.encode(batch.get(i));
      long before = file.size() + chunk.size();
      if (before > 0 && before + line.length > settings.maxSize()) {
        chunk.appendTo(file);
        delivered[0] = i;
        file.rotate(settings.maxFiles());
      }
      chunk.writeBytes(line);
    }
    chunk.appendTo(file);
    delivered[0] = batch.size();
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public List<Notice> check(Duration timeout) {
    return new FileCheck(settings).run();
  }

  @Override
  public Tail tail(From from) throws TransportException {
    return FileTail.open(settings.file(), from, longestBody);
  }

  @Override
  public void close(Duration timeout) {
    synchronized (lock) {
      closed = true;
    }
    drop();
    health = Health.idle();
  }

  private EventFile current() throws IOException {
    EventFile file;
    synchronized (lock) {
      file = open;
    }
    if (file != null) {
      if (file.inPlace()) {
        return file;
      }
      drop();
    }
    EventFile opened = EventFile.open(settings.file(), disk);
    synchronized (lock) {
      if (!closed) {
        open = opened;
        return opened;
      }
    }
    opened.close();
    throw new ClosedChannelException();
  }

  /** Ends the use of the file, also while it is being written; what is on disk is there to stay. */
  private void drop() {
    EventFile last;
    synchronized (lock) {
      last = open;
      open = null;
    }
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        // Everything reported as delivered was synced before; nothing is lost with the rest.
        health = Health.down(FileFailures.of(e, settings.file()));
      }
    }
  }

  /** Lines to be written at once. */
  private static final class Chunk extends ByteArrayOutputStream {
    void appendTo(EventFile file) throws IOException {
      file.append(buf, count);
      reset();
    }
  }
}
