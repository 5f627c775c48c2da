package io.acsexport.kafka;

import io.acsexport.transport.SpoolIdentity;
import io.acsexport.transport.TransportContext;
import java.util.UUID;

/**
 * Under which names a destination is known to the cluster. They begin alike so that one prefixed
 * permission covers them, and hold the installation's id: two management servers never share one,
 * and a spool that had to be made anew keeps it.
 *
 * @param transactionalId the same in every life of this destination: whoever takes it fences all
 *     before
 * @param group under which the position is stored, as a consumer's offset
 * @param spool who numbered the events
 * @param boot this start of the engine
 */
record ExactlyOnceIdentity(String transactionalId, String group, UUID spool, UUID boot) {

  /** What all names begin with, for permissions. */
  static final String PREFIX = "acs-export-";

  static ExactlyOnceIdentity of(TransportContext context) {
    SpoolIdentity identity = context.identity();
    String name = PREFIX + identity.installation() + "-" + context.destination();
    return new ExactlyOnceIdentity(name, name, identity.spool(), identity.boot());
  }
}
