package io.acsexport.core.engine;

import io.acsexport.core.event.PayloadBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * A few buffers that publishing threads take turns with. Not one for each thread: the host has
 * hundreds, and what hangs on its threads outlives the engine.
 */
final class BufferPool {

  private static final int MOST = 16;
  private static final int INITIAL = 2 << 10;
  private static final int LARGEST_KEPT = 64 << 10;

  private final ArrayBlockingQueue<PayloadBuffer> free = new ArrayBlockingQueue<>(MOST);

  PayloadBuffer take() {
    PayloadBuffer buffer = free.poll();
    return buffer == null ? new PayloadBuffer(INITIAL) : buffer;
  }

  void giveBack(PayloadBuffer buffer) {
    if (buffer.capacity() <= LARGEST_KEPT) {
      buffer.clear();
      free.offer(buffer);
    }
  }
}
