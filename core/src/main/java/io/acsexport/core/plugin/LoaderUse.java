package io.acsexport.core.plugin;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A class loader of a plugin and how much of it is in use: each transport counts, and each call
 * into one. Once retired it is closed with the last of them. Thread-safe.
 */
final class LoaderUse {

  private static final Logger LOG = LoggerFactory.getLogger(LoaderUse.class);

  private final ClassLoader loader;
  private int users;
  private boolean retired;
  private boolean closed;

  LoaderUse(ClassLoader loader) {
    this.loader = loader;
  }

  /** One with its first user. */
  static LoaderUse begun(ClassLoader loader) {
    LoaderUse use = new LoaderUse(loader);
    use.begin();
    return use;
  }

  ClassLoader loader() {
    return loader;
  }

  /** One more user. */
  synchronized void begin() {
    users++;
  }

  /** One less. */
  void end() {
    synchronized (this) {
      users--;
    }
    closeWhereUnused();
  }

  /** Nothing new is made with it. */
  void retire() {
    synchronized (this) {
      retired = true;
    }
    closeWhereUnused();
  }

  /** Takes note of what a transport threw. */
  void failed(Throwable thrown) {
    ClassFault.note(loader, thrown);
  }

  /** Why one of its classes can be used no more, or null where none is known of. */
  @Nullable String fault() {
    return loader instanceof PluginClassLoader plugin ? plugin.fault() : null;
  }

  private void closeWhereUnused() {
    synchronized (this) {
      if (!retired || users > 0 || closed) {
        return;
      }
    }
    try {
      close();
    } catch (IOException e) {
      LOG.debug("Cannot close the jars of {}", loader, e);
    }
  }

  /** Closes it, in use or not. */
  void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    if (loader instanceof Closeable closeable) {
      closeable.close();
    }
  }
}
