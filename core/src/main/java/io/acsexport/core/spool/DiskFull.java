package io.acsexport.core.spool;

import java.io.IOException;
import java.util.Locale;

/** Tells a full disk from a broken one; the JDK has no type for it. */
final class DiskFull {

  private DiskFull() {}

  /** Whether the message is that of ENOSPC or EDQUOT. */
  static boolean is(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("not enough space");
  }
}
