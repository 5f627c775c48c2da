package io.acsexport.rabbitmq;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives threads the names back that the engine gave them: the client renames the ones it is handed,
 * and a thread dump would no longer tell whose they are.
 */
record KeptNames(ThreadFactory engine) implements ThreadFactory {

  @Override
  public Thread newThread(Runnable task) {
    AtomicReference<String> name = new AtomicReference<>("");
    Thread thread =
        engine.newThread(
            () -> {
              Thread.currentThread().setName(name.get());
              task.run();
            });
    name.set(thread.getName());
    return thread;
  }
}
