package io.acsexport.transport.tck;

import io.acsexport.transport.Transport;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A transport being closed on a thread of its own. */
final class Closing {

  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
  private final Thread thread;
  private final Duration timeout;
  private final Duration limit;

  /** Begins with it; {@code limit} is when the kit loses its patience. */
  Closing(Transport transport, ClassLoader loader, Duration timeout, Duration limit) {
    this.timeout = timeout;
    this.limit = limit;
    this.thread =
        new Thread(
            () -> {
              try {
                transport.close(timeout);
              } catch (Throwable e) { // Reported in await, whatever it is.
                thrown.set(e);
              } finally {
                done.countDown();
              }
            },
            Threads.CLOSER);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
  }

  /** Waits until it has returned, or has been waiting for something for a while. */
  void awaitDoneOrWaits() {
    Waiting.untilDoneOrWaits(() -> done.getCount() == 0, thread, limit);
  }

  /**
   * Waits until it has returned.
   *
   * @throws AssertionError when that takes too long, or it threw
   */
  void await() throws InterruptedException {
    if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      thread.interrupt();
      throw new AssertionError("close(" + timeout + ") did not return within " + limit);
    }
    Throwable failure = thrown.get();
    if (failure != null) {
      throw new AssertionError("close(" + timeout + ") threw " + failure, failure);
    }
  }
}
