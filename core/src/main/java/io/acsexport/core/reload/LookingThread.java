package io.acsexport.core.reload;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, with a pause before each time, until it is closed. */
final class LookingThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LookingThread.class);

  /** A file system that does not answer may hold it longer; then it ends when that does. */
  private static final long CLOSE_SECONDS = 10;

  private final Duration pause;
  private final Runnable task;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String lastFailure = "";

  LookingThread(String name, Duration pause, Runnable task) {
    this.pause = pause;
    this.task = task;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(LookingThread.class.getClassLoader());
  }

  void start() {
    thread.start();
  }

  private void run() {
    boolean watching = true;
    while (watching) {
      try {
        watching = !closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        if (watching) {
          look();
        }
      } catch (InterruptedException e) {
        watching = false;
        LOG.warn("{} was interrupted: the configuration is watched no more", thread.getName());
      } catch (OutOfMemoryError e) {
        // It could not even be told; the next look may find room.
        lastFailure = "";
      }
    }
  }

  /** Whatever happens, it goes on; the same failure is told once. */
  private void look() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      if (!lastFailure.equals(e.toString())) {
        lastFailure = e.toString();
        LOG.error("A look at the configuration failed; it is looked at again", e);
      }
    }
  }

  /** Ends it after what it is doing, and waits for that, if not for ever. */
  @Override
  public void close() {
    closed.countDown();
    if (!thread.isAlive() || thread == Thread.currentThread()) {
      return;
    }
    try {
      TimeUnit.SECONDS.timedJoin(thread, CLOSE_SECONDS);
      if (thread.isAlive()) {
        LOG.warn("{} does not end; it is left behind", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
