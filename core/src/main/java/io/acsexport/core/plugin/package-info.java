/**
 * Finds the transports an operator installed and keeps each in a class loader of its own, so that
 * no library of one meets a library of another, of the engine or of the host.
 *
 * <p>Only {@link io.acsexport.transport} and slf4j are shared. Every call into a transport goes
 * through a wrapper that sets the transport's loader as thread context loader, because brokers'
 * clients look up their own parts through it. Where a class of a plugin can be used no more, what
 * is made next comes from a fresh loader of the same jars.
 */
@NullMarked
package io.acsexport.core.plugin;

import org.jspecify.annotations.NullMarked;
