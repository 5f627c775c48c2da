package com.example.filetransport;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Appends each batch, waits until it is on the disk, and answers. The file is opened anew for every
 * batch: so nothing has to be mended after a failure, and the file may be renamed at any time.
 */
final class FileTransport implements Transport {

  private final Path file;
  private final boolean sync;
  private volatile Health health = Health.idle();
  private volatile boolean closed;

  FileTransport(Path file, boolean sync) {
    this.file = file;
    this.sync = sync;
  }

  @Override
  public CompletionStage<BatchResult> send(List<OutboundMessage> batch) throws TransportException {
    if (closed) {
      throw new TransportException(FailureCode.CLOSED, "the transport was closed", null);
    }
    try {
      append(JsonLines.of(batch));
    } catch (IOException e) {
      // Of the whole batch nothing counts: it comes again, and what was written is cut off then.
      Failure failure = failure(e);
      health = Health.down(failure);
      throw new TransportException(failure, e);
    }
    health = Health.up("writing to " + file);
    return CompletableFuture.completedFuture(BatchResult.allDelivered(batch.size()));
  }

  private void append(byte[] lines) throws IOException {
    // Not a FileChannel: an interrupt would close it in the middle of a write.
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(endOfLastLine(out));
      out.seek(out.length());
      out.write(lines);
      if (sync) {
        out.getFD().sync();
      }
    }
  }

  /** Where the file ends without the torn line that a full disk or a crash can leave. */
  private static long endOfLastLine(RandomAccessFile out) throws IOException {
    for (long end = out.length(); end > 0; end--) {
      out.seek(end - 1);
      if (out.read() == '\n') {
        return end;
      }
    }
    return 0;
  }

  /** In terms of what the operator can do about it; never a rejection of a message. */
  private Failure failure(IOException e) {
    if (Files.notExists(file.toAbsolutePath().getParent())) {
      return Failure.of(FailureCode.TARGET_MISSING, "the folder of " + file + " does not exist");
    }
    return Failure.of(FailureCode.BROKER_UNAVAILABLE, "cannot write to " + file + ": " + e);
  }

  @Override
  public Health health() {
    return closed ? Health.idle() : health;
  }

  @Override
  public void close(Duration timeout) {
    // A send that is under way ends by itself, and nothing stays open between two of them.
    closed = true;
  }

  @Override
  public String toString() {
    return "FileTransport[" + file + "]";
  }
}
