package io.acsexport.core.engine;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Daemon threads with a name and the creator's context class loader. Daemon, because a broker's
 * client must never keep the host's JVM from ending; what matters is on disk.
 */
final class NamedThreads implements ThreadFactory {

  private final String name;
  private final AtomicInteger count = new AtomicInteger();

  NamedThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    int number = count.getAndIncrement();
    Thread thread = new Thread(task, number == 0 ? name : name + "-" + number);
    thread.setDaemon(true);
    return thread;
  }
}
