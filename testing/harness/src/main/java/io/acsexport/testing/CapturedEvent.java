package io.acsexport.testing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as CloudStack handed it to an event bus, null where CloudStack gave nothing.
 *
 * @param line where it stands in its file, from 1
 * @param at when it was captured, or null where the line does not say
 * @param category {@code ActionEvent}, {@code AlertEvent}, …
 * @param type such as {@code VM.CREATE}
 * @param source such as {@code management-server}
 * @param resourceType such as {@code VirtualMachine}
 * @param resourceUuid the resource's UUID; the empty string also occurs
 * @param eventId row of the event in CloudStack's database
 * @param eventUuid UUID of that row
 * @param accountId row of the account concerned
 * @param accountUuid UUID of that account
 * @param domainId row of the domain concerned
 * @param thread name of the publishing thread
 * @param description the text that the stock buses send
 */
public record CapturedEvent(
    int line,
    @Nullable Instant at,
    @Nullable String category,
    @Nullable String type,
    @Nullable String source,
    @Nullable String resourceType,
    @Nullable String resourceUuid,
    @Nullable Long eventId,
    @Nullable String eventUuid,
    @Nullable Long accountId,
    @Nullable String accountUuid,
    @Nullable Long domainId,
    @Nullable String thread,
    @Nullable String description) {}
