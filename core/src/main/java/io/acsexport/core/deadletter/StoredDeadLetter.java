package io.acsexport.core.deadletter;

/**
 * A dead letter in its log.
 *
 * @param number its place there, by which commands name it; strictly ascending, never used twice
 * @param letter what was stored
 */
public record StoredDeadLetter(long number, DeadLetter letter) {}
