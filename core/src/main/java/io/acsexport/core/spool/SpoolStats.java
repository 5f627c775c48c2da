package io.acsexport.core.spool;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a spool, for status and metrics. Counters begin with 0 at each open.
 *
 * @param usedBytes bytes that its segments take on disk, the prepared one included
 * @param reservedBytes bytes declared with {@link Spool#reserve}
 * @param maxBytes the bound of both together
 * @param segments number of segments, the prepared one not included
 * @param firstSequence the first sequence still held, or where the next record goes if none is
 * @param nextSequence the sequence of the next record
 * @param appended records taken
 * @param damaged records found unreadable, each counted once
 * @param tornTails segments cut at open because their end was incomplete
 * @param dropped records that a cursor jumped over because the spool was full; counted for each
 *     cursor
 * @param clampedCursors cursors found before the earliest record held
 * @param syncFailures syncs that failed
 * @param unsynced records in doubt after a failed sync
 * @param refused refused appends by reason; every reason is a key
 * @param obstacle why no further segment can be prepared, or null where nothing is in the way
 */
public record SpoolStats(
    long usedBytes,
    long reservedBytes,
    long maxBytes,
    int segments,
    long firstSequence,
    long nextSequence,
    long appended,
    long damaged,
    long tornTails,
    long dropped,
    long clampedCursors,
    long syncFailures,
    long unsynced,
    Map<RefusedException.Reason, Long> refused,
    RefusedException.@Nullable Reason obstacle) {}
