package io.acsexport.core.spool;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Another spool, of this process or another one, has this directory open. */
public final class SpoolLockedException extends IOException {

  /** Names the directory and, where known, who holds it. */
  SpoolLockedException(Path directory, String holder, @Nullable Throwable cause) {
    super(
        "Spool directory "
            + directory
            + " is in use by "
            + holder
            + "; one directory serves one engine: stop the other one, or set another"
            + " spool.directory",
        cause);
  }
}
