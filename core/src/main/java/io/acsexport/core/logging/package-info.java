/**
 * Carries the log lines of the engine, of the transports and of their clients to whoever hosts the
 * engine: inside CloudStack into its own log, on the command line to standard error.
 *
 * <p>It is a small slf4j provider of our own, because the host's logging classes must not be shared
 * with the isolated engine (a second, silent log4j would come up there) and because what crosses
 * the border must be of JDK types.
 */
@NullMarked
package io.acsexport.core.logging;

import org.jspecify.annotations.NullMarked;
