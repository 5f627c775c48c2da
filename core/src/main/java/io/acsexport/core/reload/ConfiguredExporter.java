package io.acsexport.core.reload;

import io.acsexport.core.config.ConfigurationException;
import io.acsexport.core.config.FileDigest;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.core.reload.ConfigurationReader.Checked;
import io.acsexport.core.spool.SpoolLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exporter that follows its configuration file. Where the file cannot be used what was in force
 * stays in force, or at the start the last good configuration is; where there is none either, or no
 * destination is configured, there is no exporter until a file changes.
 *
 * <p>The listener is told of the exporter, or of there being none: first from {@link #open} and
 * then from the thread {@code acs-export-reload}. It logs the reason of an idle condition, and has
 * to be quick. {@link #status} may be called by any thread at any time.
 */
public final class ConfiguredExporter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredExporter.class);

  /** A change counts once two looks found the same, so it is applied within some 2 s. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** What failed for another reason than the file is tried again now and then. */
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

  private final ReloadOptions options;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final LastGood lastGood;
  private final FileWatch watch;
  private final ExporterSlot slot;
  private final ConfigurationReader reader;
  private final LookingThread thread;
  private volatile ReloadStatus status = ReloadStatus.none();

  // Of the opening thread, then of the looking one.
  private String told = "";
  private @Nullable Long nextTry;
  private boolean keepingFailed;

  private ConfiguredExporter(
      ReloadOptions options,
      TransportCatalog transports,
      Clock clock,
      LongSupplier nanoTime,
      Companion.Maker companions,
      Consumer<Condition> listener) {
    this.options = options;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.lastGood = new LastGood(options.state(), options.configuration());
    this.watch = new FileWatch(clock);
    this.slot = new ExporterSlot(options.configuration(), clock, companions, listener);
    this.reader = new ConfigurationReader(options, transports, clock);
    this.thread = new LookingThread("acs-export-reload", BETWEEN_LOOKS, this::look);
  }

  /**
   * Opens the exporter, if it can, and begins to watch. Does no network I/O, and throws nothing
   * that an operator could cause.
   *
   * @param companions make what lives beside each exporter
   */
  public static ConfiguredExporter open(
      ReloadOptions options,
      Clock clock,
      Companion.Maker companions,
      Consumer<Condition> listener) {
    ConfiguredExporter opened =
        unwatched(
            options,
            TransportCatalog.load(options.transports()),
            clock,
            System::nanoTime,
            companions,
            listener);
    opened.thread.start();
    return opened;
  }

  /** The same for tests, which {@link #look} themselves. */
  static ConfiguredExporter unwatched(
      ReloadOptions options,
      TransportCatalog transports,
      Clock clock,
      LongSupplier nanoTime,
      Companion.Maker companions,
      Consumer<Condition> listener) {
    ConfiguredExporter opened =
        new ConfiguredExporter(options, transports, clock, nanoTime, companions, listener);
    opened.attempt();
    return opened;
  }

  /** How the exporter stands to its file. */
  public ReloadStatus status() {
    return status;
  }

  /** Looks at the files once. */
  void look() {
    Long due = nextTry;
    if (watch.look()) {
      told = ""; // another file, so that the same mistake is told again
      attempt();
    } else if (due != null && nanoTime.getAsLong() - due >= 0) {
      attempt();
    }
  }

  private void attempt() {
    nextTry = null;
    try {
      Checked checked = reader.read(slot::serves);
      watch.know(checked.loaded().digests());
      if (put(checked, false)) {
        keep(checked);
      }
    } catch (ConfigurationException e) {
      refused(e);
    } catch (RuntimeException | LinkageError e) {
      // Whatever a transport's code throws, it is that of an installation that may be mended.
      failed("The configuration " + options.configuration() + " could not be applied: " + e, e);
    }
  }

  private void refused(ConfigurationException refusal) {
    Map<Path, FileDigest> files = reader.withTransports(refusal.digests());
    watch.know(files);
    String problems = Reasons.problems(options.configuration(), refusal.problems());
    if (!slot.isEmpty()) {
      slot.refused();
      report(Reasons.kept(problems), null);
    } else if (!putLastGood(problems, files)) {
      report(
          lastGood.isPossible()
              ? Reasons.idle(problems)
              : Reasons.idleWithoutFolder(problems, options.state()),
          null);
    }
  }

  /** Whether the last good configuration was usable. */
  private boolean putLastGood(String problems, Map<Path, FileDigest> present) {
    try {
      LastGood.Kept kept = lastGood.read();
      if (kept == null) {
        return false;
      }
      Checked checked = reader.read(kept.texts(), slot::serves);
      if (checked.loaded().config().destinations().isEmpty()) {
        return false;
      }
      // A secret that it names may change as well; of its own file the present words count.
      Map<Path, FileDigest> files = new TreeMap<>(checked.loaded().digests());
      files.putAll(present);
      watch.know(files);
      if (put(checked, true)) {
        report(Reasons.lastGood(problems, kept.savedAt()), null);
      }
      return true;
    } catch (ConfigurationException e) {
      LOG.warn(
          "Nor can the last good configuration be used, because of {}.",
          Reasons.problems(options.configuration(), e.problems()));
    } catch (IOException e) {
      LOG.warn("The last good configuration cannot be used: {}.", e.getMessage());
    }
    return false;
  }

  /** Whether it is in force now. Where the spool is in the way that is told, and tried again. */
  private boolean put(Checked checked, boolean isLastGood) {
    try {
      ExporterSlot.Rest rest = slot.put(checked);
      if (!rest.restart().isEmpty() && !rest.restart().equals(status.restart())) {
        LOG.warn(
            "Restart the management server for what {} says of {}; all else of it is in force.",
            options.configuration(),
            String.join(", ", rest.restart()));
      }
      if (!rest.waiting().isEmpty()) {
        nextTry =
            nanoTime.getAsLong(); // with the next look: waiting for the transport takes its time
      }
      told = "";
      status =
          new ReloadStatus(clock.instant(), isLastGood, null, null, rest.restart(), rest.waiting());
      return true;
    } catch (IOException e) {
      // A lock in other hands is said in full; any other failure may need its stack trace.
      failed(
          slot.isEmpty()
              ? "No event is exported: the spool cannot be opened: " + e.getMessage()
              : "The changed configuration is applied in part: " + e.getMessage(),
          e instanceof SpoolLockedException ? null : e);
      return false;
    }
  }

  private void failed(String reason, @Nullable Throwable cause) {
    tryAgain();
    report(
        reason
            + ". Put that right; it is tried again every "
            + BETWEEN_TRIES.toSeconds()
            + " s, without a restart.",
        cause);
  }

  private void tryAgain() {
    nextTry = nanoTime.getAsLong() + BETWEEN_TRIES.toNanos();
  }

  /** Says it once, until the file is another. */
  private void report(String reason, @Nullable Throwable cause) {
    status = status.failed(reason, clock.instant());
    if (told.equals(reason)) {
      return;
    }
    told = reason;
    if (slot.isEmpty()) {
      slot.tell(new Condition.Idle(false, reason, cause));
    } else {
      LOG.error("{}", reason, cause);
    }
  }

  private void keep(Checked checked) {
    try {
      if (lastGood.isPossible()) {
        lastGood.keep(checked.loaded().texts(), clock.instant());
        keepingFailed = false;
      } else if (!keepingFailed) {
        keepingFailed = true;
        // Not installed from a package, most likely. It matters once a start finds nothing usable.
        LOG.debug("There is no folder {}: no last good configuration is kept.", options.state());
      }
    } catch (IOException e) {
      if (!keepingFailed) {
        keepingFailed = true;
        LOG.warn(
            "The configuration in force cannot be kept in {} for a start with an unusable one.",
            lastGood,
            e);
      }
    }
  }

  /** Ends watching and delivery, and lets go of spool and transports. */
  @Override
  public void close() {
    slot.stop();
    thread.close();
    try {
      slot.close();
    } finally {
      reader.close();
    }
  }
}
