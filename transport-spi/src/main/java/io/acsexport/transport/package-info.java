/**
 * The contract between the engine and a broker.
 *
 * <p>A third party implements two types, {@link io.acsexport.transport.TransportProvider} and
 * {@link io.acsexport.transport.Transport}, names the first in {@code
 * META-INF/services/io.acsexport.transport.TransportProvider}, and ships the jars in a directory of
 * their own. Everything else here is a value that crosses the border, or an optional capability.
 *
 * <p>The engine owns what is policy: threads, timers, retries, back-off, the clock, metrics, the
 * spool and the dead letters. A transport owns one thing: to hand messages to its broker and to say
 * truthfully what became of each.
 *
 * <p>This package and slf4j are the only classes that engine and transport share; every transport
 * is loaded by a class loader of its own. Nullness follows JSpecify: nothing is null unless marked.
 */
@NullMarked
package io.acsexport.transport;

import org.jspecify.annotations.NullMarked;
