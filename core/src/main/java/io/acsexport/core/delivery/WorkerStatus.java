package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolCursor.Backlog;
import io.acsexport.transport.Failure;
import io.acsexport.transport.Health;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A look at one destination. Counts begin with the worker.
 *
 * @param destination its name
 * @param state what its worker is about
 * @param since when it came into that state, by the clock of then
 * @param lasting how long it has been in it, whatever became of the clock
 * @param backlog what it has yet to resolve, open batches included
 * @param delivered messages that the broker confirmed
 * @param retried times that a message was not confirmed and had to be sent again
 * @param rejected messages finally refused, by the broker or as poison or unreadable
 * @param deadLetters refused messages stored as dead letters
 * @param filtered records that the destination does not take
 * @param inFlight messages handed to the transport and not yet answered
 * @param lastConfirmed when the broker last confirmed a message, or null where it never did
 * @param lastFailure the last failure with its remedy, or null where there was none. Present in the
 *     states {@code RETRYING} and {@code BLOCKED}, past in the others
 * @param lastFailureAt when that was
 * @param lastDeadLetter why the last dead letter became one, with its remedy, or null where there
 *     was none
 * @param lastDeadLetterAt when it was stored
 * @param transport the connection as the transport sees it
 */
public record WorkerStatus(
    String destination,
    WorkerState state,
    Instant since,
    Duration lasting,
    Backlog backlog,
    long delivered,
    long retried,
    long rejected,
    long deadLetters,
    long filtered,
    int inFlight,
    @Nullable Instant lastConfirmed,
    @Nullable Failure lastFailure,
    @Nullable Instant lastFailureAt,
    @Nullable Failure lastDeadLetter,
    @Nullable Instant lastDeadLetterAt,
    Health transport) {}
