/**
 * The event as the engine knows it, how it is made of what the host publishes, and its form in the
 * spool. Made by the engine; read by routing and formats.
 */
@NullMarked
package io.acsexport.core.event;

import org.jspecify.annotations.NullMarked;
