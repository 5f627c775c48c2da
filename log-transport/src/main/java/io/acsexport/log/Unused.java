package io.acsexport.log;

import io.acsexport.transport.Notice;
import io.acsexport.transport.TransportContext;

/** Settings that belong to the other way of writing. */
final class Unused {

  private Unused() {}

  /** Tells the operator where such a setting was written all the same. */
  static void notice(TransportContext context, String key, String why) {
    if (context.settings().isExplicit(key)) {
      context.notice(Notice.info(key, "has no effect: " + why));
    }
  }
}
