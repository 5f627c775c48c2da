/**
 * The engine's meters as a whole: the registry that all of them are in, and its text as Prometheus
 * reads it. Whoever counts something is given the registry; whoever shows the meters asks for the
 * text. Knows nothing of what is counted.
 */
@NullMarked
package io.acsexport.core.metrics;

import org.jspecify.annotations.NullMarked;
