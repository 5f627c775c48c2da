/**
 * The durable log between the publishing threads and the destinations: one log, one cursor for each
 * destination, whole segments deleted once every cursor has passed them.
 *
 * <p>Called by the engine (append), by delivery (reader and cursor) and by the offline commands. It
 * knows nothing of events: payloads are bytes.
 *
 * <h2>On disk</h2>
 *
 * <pre>
 * lock                       locked while the spool is open; names the process
 * installation.id, spool.id  identities, also in every segment
 * boots                      ids of the last starts, by which a copy is told from this spool
 * 0000010000000000.segment   records; named after the first sequence it may hold, in hexadecimal
 * spare-N                    a segment being prepared; means nothing after a crash
 * NAME.cursor                the place of a destination
 * NAME.cursor.new            a cursor being made; means nothing after a crash
 * set-aside-TIME/            files that this release could not read
 * </pre>
 *
 * <p>A segment is a {@linkplain SegmentHeader header}, then {@linkplain Frame frames} aligned to 8
 * bytes, then zeros. All of it is written as zeros and synced before the first frame, so that
 * appends need no new blocks. Where a burst fills it before the next one is prepared it {@linkplain
 * Growth grows} meanwhile, as far as {@code max-size} and {@code min-free} leave room beside that
 * next one, and nobody is refused. A {@linkplain CursorFile cursor} is two slots in blocks of their
 * own.
 *
 * <h2>What always holds</h2>
 *
 * <ol>
 *   <li>No sequence is given out twice. Every open begins an incarnation above every number found
 *       in segments and cursors, and its first segment is durable, name included, before the first
 *       append. The newest segment is never deleted.
 *   <li>Inside an incarnation sequences are +1 without exception, so what is missing can be
 *       counted. Across incarnations the header counts: it names the last sequence before.
 *   <li>A frame counts only if its checksum, seeded with the spool's id, is right, and its sequence
 *       is above all before it and not above the last one of its segment. Where the bytes are no
 *       frame, nothing they say is believed; the search goes on 8 bytes further.
 *   <li>The last segment alone may have a torn tail. It is cut at open and never appended to again.
 *   <li>A record is visible to readers when its write has returned, durable when the sync after it
 *       has. What a killed process had not synced is synced at the next open.
 *   <li>A failed sync is not repeated on the same pages: the segment ends there. So does it after a
 *       failed write.
 *   <li>A segment is deleted only after both slots of every cursor, on disk, are past it, and its
 *       successor's name is durable; oldest first.
 *   <li>A cursor moves by commits, and by jumps when the spool is full; a jump leaves a gap in the
 *       cursor that is handed out to readers until it is committed.
 * </ol>
 *
 * <h2>Threads</h2>
 *
 * <p>Publishers write under one {@linkplain Appender lock}, whose waits are bounded and ignore
 * interrupts. The spool's {@linkplain Keeper own thread} alone syncs, writes cursors, deletes and
 * prepares. Readers take no lock: they have file handles of their own and look at what {@link
 * Segment} says.
 */
@NullMarked
package io.acsexport.core.spool;

import org.jspecify.annotations.NullMarked;
