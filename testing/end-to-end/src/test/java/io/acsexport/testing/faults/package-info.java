/**
 * The promises under fire: an exporter in a JVM of its own publishes numbered events to a real
 * broker while something breaks, and {@link io.acsexport.testing.faults.Verdict} compares what was
 * accepted with what arrived. Short by default; {@code ./verify --long} breaks things for longer.
 */
@NullMarked
package io.acsexport.testing.faults;

import org.jspecify.annotations.NullMarked;
