package io.acsexport.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * An event with what it got when it was accepted.
 *
 * @param parts its properties
 * @param key its ordering key at the destination, or null
 * @param sequence its number in the spool
 * @param acceptedMillis when it was accepted
 */
record Stamped(EventParts parts, @Nullable String key, long sequence, long acceptedMillis) {}
