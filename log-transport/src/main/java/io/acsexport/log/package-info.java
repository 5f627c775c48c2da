/**
 * Writes events to the exporter's log or to a file on this machine, for trials: it needs no broker.
 *
 * <p>{@link io.acsexport.log.LoggerTransport} hands lines to slf4j. {@link
 * io.acsexport.log.FileTransport} appends lines of JSON ({@link io.acsexport.log.EventLine}) to an
 * {@link io.acsexport.log.EventFile}, and reads them back. Everything runs on the thread that
 * calls; only {@code close} comes from another.
 */
@NullMarked
package io.acsexport.log;

import org.jspecify.annotations.NullMarked;
