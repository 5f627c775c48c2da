package io.acsexport.core.plugin;

import io.acsexport.transport.Meters;
import io.acsexport.transport.Notice;
import io.acsexport.transport.Settings;
import io.acsexport.transport.SpoolIdentity;
import io.acsexport.transport.TransportContext;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;

/**
 * The engine as a transport sees it: whatever of the transport's the engine will call (threads,
 * tasks, gauges) gets the transport's context class loader, and the engine works with its own while
 * the transport calls it. So no thread that the engine starts meanwhile inherits a plugin's.
 */
@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
final class IsolatedContext implements TransportContext {

  private final TransportContext context;
  private final ClassLoader loader;

  IsolatedContext(TransportContext context, ClassLoader loader) {
    this.context = context;
    this.loader = loader;
  }

  @Override
  public ThreadFactory threads() {
    ThreadFactory threads = context.threads();
    return task -> {
      Thread thread = threads.newThread(() -> run(task));
      // ThreadFactory may answer null when it refuses.
      if (thread != null) {
        thread.setContextClassLoader(loader);
      }
      return thread;
    };
  }

  /** Nobody but a default handler may hear of what ends a thread. */
  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      ClassFault.note(loader, e);
      throw e;
    }
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Runnable isolated =
        () -> {
          try (ContextLoader entered = ContextLoader.enter(loader)) {
            run(task);
          }
        };
    try (ContextLoader engine = ContextLoader.enterEngine()) {
      return context.schedule(delay, isolated);
    }
  }

  @Override
  public String destination() {
    return context.destination();
  }

  @Override
  public String node() {
    return context.node();
  }

  @Override
  public Settings settings() {
    return context.settings();
  }

  @Override
  public SpoolIdentity identity() {
    return context.identity();
  }

  @Override
  public boolean isOwnBoot(UUID boot) {
    return context.isOwnBoot(boot);
  }

  @Override
  public long bootSequence() {
    return context.bootSequence();
  }

  @Override
  public long position() {
    return context.position();
  }

  @Override
  public Clock clock() {
    return context.clock();
  }

  @Override
  public Duration sendTimeout() {
    return context.sendTimeout();
  }

  @Override
  public int maxBatchMessages() {
    return context.maxBatchMessages();
  }

  @Override
  public int maxBatchBytes() {
    return context.maxBatchBytes();
  }

  @Override
  public int maxMessageBytes() {
    return context.maxMessageBytes();
  }

  @Override
  public Meters meters() {
    return new IsolatedMeters(context.meters(), loader);
  }

  @Override
  public void notice(Notice notice) {
    try (ContextLoader engine = ContextLoader.enterEngine()) {
      context.notice(notice);
    }
  }
}
