package io.acsexport.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Standard input that Ctrl-C can end: the read itself cannot be interrupted, so a thread of its own
 * does it. That thread ends with the input, or with the JVM.
 */
final class InterruptibleInput extends InputStream {

  /** Empty at the end of the input, and where reading it failed. */
  private record Chunk(byte[] bytes, @Nullable IOException failure) {}

  // Few: whoever writes into the pipe is to wait when we cannot keep up.
  private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(4);
  private Chunk present = new Chunk(new byte[1], null);
  private int next = 1;

  InterruptibleInput(InputStream in) {
    Thread reader = new Thread(() -> pump(in), "acs-export-input");
    reader.setDaemon(true);
    reader.start();
  }

  private void pump(InputStream in) {
    byte[] buffer = new byte[1 << 16];
    try {
      try {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (read > 0) {
            chunks.put(new Chunk(Arrays.copyOf(buffer, read), null));
          }
        }
        chunks.put(new Chunk(new byte[0], null));
      } catch (IOException | RuntimeException e) {
        // Whatever it is: the reader must not wait for what never comes.
        IOException failure = e instanceof IOException io ? io : new IOException(e);
        chunks.put(new Chunk(new byte[0], failure));
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but to end it.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (next >= present.bytes().length && !advance()) {
      return -1;
    }
    int count = Math.min(length, present.bytes().length - next);
    System.arraycopy(present.bytes(), next, target, offset, count);
    next += count;
    return count;
  }

  private boolean advance() throws IOException {
    if (present.bytes().length == 0) {
      return false;
    }
    try {
      present = chunks.take();
      next = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    }
    if (present.failure() != null) {
      throw present.failure();
    }
    return present.bytes().length > 0;
  }
}
