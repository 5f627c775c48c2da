/**
 * Carries records from the spool to one broker: batches, retries, back-off, poison isolation,
 * drain. One worker and one thread for each destination. Used by the engine; calls transports
 * through their SPI.
 */
@NullMarked
package io.acsexport.core.delivery;

import org.jspecify.annotations.NullMarked;
