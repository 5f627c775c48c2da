package io.acsexport.core.plugin;

import org.jspecify.annotations.Nullable;

/**
 * Sets the thread context class loader for the length of a block, as in {@code try (var context =
 * ContextLoader.enter(loader))}. Opened and closed by one thread.
 */
public final class ContextLoader implements AutoCloseable {

  private final Thread thread;
  private final @Nullable ClassLoader previous;

  private ContextLoader(Thread thread) {
    this.thread = thread;
    this.previous = thread.getContextClassLoader();
  }

  /** Makes this loader the present thread's context loader until closed. */
  public static ContextLoader enter(@Nullable ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ContextLoader context = new ContextLoader(thread);
    thread.setContextClassLoader(loader);
    return context;
  }

  /** Makes the engine's own loader the context loader until closed: for what plugins call. */
  static ContextLoader enterEngine() {
    return enter(ContextLoader.class.getClassLoader());
  }

  /** Puts the previous context loader back. */
  @Override
  public void close() {
    thread.setContextClassLoader(previous);
  }
}
