package io.acsexport.core.redaction;

/**
 * A body that is safe to store.
 *
 * @param body the very array that was given where nothing was masked, else a new one
 * @param masked how many values were masked
 */
public record Redacted(byte[] body, int masked) {}
