package io.acsexport.transport;

import java.util.Objects;
import java.util.UUID;

/**
 * Who numbered the messages. A transport that stores positions at the broker keeps all three with
 * them, to notice a cloned machine, a restored spool, or a second exporter of one identity.
 *
 * @param installation made once and kept with the spool; survives a spool that had to be set aside
 * @param spool the spool's own identity; sequences of different spools do not compare
 * @param boot made anew each time the engine starts
 */
public record SpoolIdentity(UUID installation, UUID spool, UUID boot) {
  /** Requires all three. */
  public SpoolIdentity {
    Objects.requireNonNull(installation, "installation is null");
    Objects.requireNonNull(spool, "spool is null");
    Objects.requireNonNull(boot, "boot is null");
  }
}
