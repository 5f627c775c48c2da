package io.acsexport.core.bridge;

import io.acsexport.core.engine.InstalledVersion;
import io.acsexport.core.reload.ReloadStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should know of a process beside its destinations: restarts that are due, and a
 * configuration that is not in force. Thread-safe.
 */
final class Attention implements Supplier<List<String>> {

  private final Path home;
  private final @Nullable InstalledVersion atStart;
  private volatile @Nullable Supplier<ReloadStatus> reload;

  private Attention(Path home, @Nullable InstalledVersion atStart) {
    this.home = home;
    this.atStart = atStart;
  }

  /** Of a process that starts now. */
  static Attention at(Path home) {
    return new Attention(home, look(home));
  }

  /** From here on it also knows how the exporter stands to its file. */
  void follow(Supplier<ReloadStatus> status) {
    reload = status;
  }

  @Override
  public List<String> get() {
    List<String> sentences = new ArrayList<>();
    InstalledVersion now = look(home);
    if (atStart != null && now != null) {
      atStart
          .restartsDue(now)
          .forEach(due -> sentences.add("Restart the management server: " + due + "."));
    }
    Supplier<ReloadStatus> status = reload;
    if (status != null) {
      describe(status.get(), sentences);
    }
    return sentences;
  }

  private static void describe(ReloadStatus status, List<String> sentences) {
    if (status.error() != null) {
      sentences.add("Not in force since " + status.errorAt() + ": " + status.error());
    }
    if (status.lastGood()) {
      sentences.add("The last good configuration is in force, not the present file.");
    }
    if (status.restartDue()) {
      sentences.add(
          "Restart the management server for what the configuration says of "
              + String.join(", ", status.restart())
              + ".");
    }
    if (!status.waiting().isEmpty()) {
      sentences.add(
          "The change of "
              + String.join(", ", status.waiting())
              + " waits until its transport, which does not answer, has let go.");
    }
  }

  private static @Nullable InstalledVersion look(Path home) {
    try {
      return InstalledVersion.of(home);
    } catch (IOException unreadable) {
      return null; // Nothing can be said of it then, and nothing has to be.
    }
  }
}
