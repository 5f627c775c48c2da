package io.acsexport.core.deadletter;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import java.time.Instant;

/**
 * A record that a destination will not get.
 *
 * @param destination which one
 * @param record the record as it lay in the spool
 * @param failure why
 * @param attempts how often it was handed to the transport, the last time included
 * @param firstAttempt when it was handed over first; equal to {@code failedAt} where never
 * @param failedAt when it was given up
 */
public record DeadLetter(
    String destination,
    SpoolItem.Entry record,
    Failure failure,
    int attempts,
    Instant firstAttempt,
    Instant failedAt) {}
