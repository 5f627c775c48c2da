package io.acsexport.core.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length. For one thread. */
final class RequestLines {

  private static final int CHUNK = 8 << 10;

  private final ReadableByteChannel channel;
  private final int longest;
  private final Runnable onProgress;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
  private byte[] line = new byte[CHUNK];

  /**
   * From a channel.
   *
   * @param longest the most bytes that a line may have
   * @param onProgress called whenever something arrived
   */
  RequestLines(ReadableByteChannel channel, int longest, Runnable onProgress) {
    this.channel = channel;
    this.longest = longest;
    this.onProgress = onProgress;
  }

  /**
   * The next line without its end, or null where the other side has closed; half a line is none.
   *
   * @throws ControlException when it is too long; nothing can be read after that
   */
  byte @Nullable [] next() throws IOException, ControlException {
    int length = 0;
    while (true) {
      while (chunk.hasRemaining()) {
        byte b = chunk.get();
        if (b == '\n') {
          byte[] next = Arrays.copyOf(line, length);
          if (line.length > CHUNK) {
            line = new byte[CHUNK];
          }
          return next;
        }
        if (length == longest) {
          throw new ControlException(
              ControlException.Code.TOO_LARGE, "A request may have at most " + longest + " bytes.");
        }
        if (length == line.length) {
          line = Arrays.copyOf(line, (int) Math.min(longest, line.length * 2L));
        }
        line[length++] = b;
      }
      chunk.clear();
      int read = channel.read(chunk);
      chunk.flip();
      if (read < 0) {
        return null;
      }
      onProgress.run();
    }
  }
}
