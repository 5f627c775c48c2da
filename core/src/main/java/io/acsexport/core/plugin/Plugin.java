package io.acsexport.core.plugin;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of one plugin, and the class loader by which they are used. Where a class {@linkplain
 * ClassFault failed to initialise}, what is made next comes from a fresh loader; transports that
 * live in the former one go on, and it is closed with the last of them. Thread-safe.
 *
 * <p>Bounded, because a plugin may be broken for good: the time from one fresh loader to the next
 * doubles, and of the former ones only a few may still be in memory. Fresh loaders read the very
 * jars that were there at first, never others that a package upgrade put in their place: the
 * configuration was checked against those.
 */
final class Plugin {

  /** Former loaders that are in use, or that the JVM has not unloaded yet. */
  static final int MOST_FORMER = 3;

  static final long SHORTEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);

  private final Path directory;
  private final List<Path> jars;
  private final List<JarStamp> stamps;
  private final ClassLoader host;
  private final LongSupplier nanoTime;
  private final List<WeakReference<PluginClassLoader>> former = new ArrayList<>();

  private LoaderUse present;
  private @Nullable Long renewedAt;
  private long waitNanos = SHORTEST_WAIT_NANOS;
  private @Nullable String told;
  private boolean closed;

  private Plugin(
      Path directory,
      List<Path> jars,
      List<JarStamp> stamps,
      ClassLoader host,
      LongSupplier nanoTime)
      throws IOException {
    this.directory = directory;
    this.jars = jars;
    this.stamps = stamps;
    this.host = host;
    this.nanoTime = nanoTime;
    this.present = open();
  }

  /**
   * Opens the jars.
   *
   * @throws IOException when one cannot be read; names it
   */
  static Plugin open(Path directory, List<Path> jars, ClassLoader host, LongSupplier nanoTime)
      throws IOException {
    return new Plugin(directory, List.copyOf(jars), JarStamp.of(jars), host, nanoTime);
  }

  private LoaderUse open() throws IOException {
    return new LoaderUse(
        new PluginClassLoader(String.valueOf(directory.getFileName()), jars, host));
  }

  /** The loader that is used at present. */
  synchronized PluginClassLoader loader() {
    return (PluginClassLoader) present.loader();
  }

  /**
   * The loader to make something with, which counts as a user until it {@linkplain LoaderUse#end
   * ends}.
   *
   * @throws IllegalStateException when the jars could not be opened again; the next call tries
   */
  synchronized LoaderUse take() {
    String fault = present.fault();
    if (fault != null && mayRenew(fault)) {
      renew(fault);
    }
    present.begin();
    return present;
  }

  private boolean mayRenew(String fault) {
    long now = nanoTime.getAsLong();
    if (closed || (renewedAt != null && now - renewedAt < waitNanos)) {
      return false;
    }
    former.removeIf(each -> each.refersTo(null));
    if (former.size() >= MOST_FORMER) {
      return tellOnce(
          fault, "its classes were loaded anew, and the JVM still keeps the former ones");
    }
    try {
      if (!JarStamp.of(jars).equals(stamps)) {
        return tellOnce(fault, "its jars are others by now, against which nothing was checked");
      }
    } catch (IOException e) {
      return tellOnce(fault, "its jars are no longer there: " + e.getMessage());
    }
    return true;
  }

  private boolean tellOnce(String fault, String why) {
    if (!why.equals(told)) {
      told = why;
      LOG.error(
          "A class of the transport in {} failed to initialise ({}), which lasts as long as its"
              + " class loader, and there is no other: {}. Restart the management server.",
          directory,
          fault,
          why);
    }
    return false;
  }

  /** The former one first: of one file the JVM's cache keeps one open jar for both. */
  private void renew(String fault) {
    PluginClassLoader before = loader();
    present.retire();
    try {
      present = open();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot open the jars in " + directory + " again: " + e.getMessage(), e);
    }
    former.add(new WeakReference<>(before));
    long now = nanoTime.getAsLong();
    boolean longAgo = renewedAt == null || now - renewedAt > 2 * LONGEST_WAIT_NANOS;
    waitNanos = longAgo ? SHORTEST_WAIT_NANOS : Math.min(2 * waitNanos, LONGEST_WAIT_NANOS);
    renewedAt = now;
    told = null;
    LOG.warn(
        "A class of the transport in {} failed to initialise ({}), which lasts as long as its class"
            + " loader: it is loaded anew.",
        directory,
        fault);
  }

  /**
   * Closes all loaders.
   *
   * @throws IOException when a jar cannot be closed
   */
  synchronized void close() throws IOException {
    closed = true;
    for (WeakReference<PluginClassLoader> each : former) {
      PluginClassLoader loader = each.get();
      if (loader != null) {
        loader.close();
      }
    }
    present.close();
  }
}
