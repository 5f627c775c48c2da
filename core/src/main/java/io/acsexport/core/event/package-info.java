/**
 * The event as the engine knows it, and its form in the spool. Made by the engine from what the
 * host publishes; read by routing and formats.
 */
@NullMarked
package io.acsexport.core.event;

import org.jspecify.annotations.NullMarked;
