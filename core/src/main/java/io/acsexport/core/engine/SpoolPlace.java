package io.acsexport.core.engine;

import io.acsexport.core.spool.Spool;
import io.acsexport.core.spool.SpoolCursor;
import io.acsexport.transport.SpoolIdentity;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Which events a transport is there for: who numbered them, and how far its destination has come.
 *
 * @param identity of the spool
 * @param boots see {@link io.acsexport.transport.TransportContext#isOwnBoot}
 * @param bootSequence see {@link io.acsexport.transport.TransportContext#bootSequence}
 * @param position see {@link io.acsexport.transport.TransportContext#position}
 */
public record SpoolPlace(
    SpoolIdentity identity, Set<UUID> boots, long bootSequence, LongSupplier position) {

  static SpoolPlace of(Spool spool, SpoolCursor cursor) {
    return new SpoolPlace(spool.identity(), spool.boots(), spool.bootSequence(), cursor::position);
  }

  /** For a look at a broker without a spool: an identity that no exporter has. */
  public static SpoolPlace none() {
    return new SpoolPlace(
        new SpoolIdentity(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID()),
        Set.of(),
        0,
        () -> -1);
  }
}
