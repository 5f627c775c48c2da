/**
 * The durable log between the publishing threads and the destinations: one log, one cursor for each
 * destination, whole segments deleted once every cursor has passed them.
 *
 * <p>Called by the engine (append), by delivery (reader and cursor) and by the offline commands. It
 * knows nothing of events: payloads are bytes.
 */
@NullMarked
package io.acsexport.core.spool;

import org.jspecify.annotations.NullMarked;
