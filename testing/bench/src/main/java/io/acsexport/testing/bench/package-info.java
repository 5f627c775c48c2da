/**
 * Speed, measured side by side: the exporter as it ships against what else one could use, and
 * against the limit of the disk. Each contender runs in a JVM of its own; {@link
 * io.acsexport.testing.bench.Bench} starts them, lets them take turns and prints ratios.
 */
@NullMarked
package io.acsexport.testing.bench;

import org.jspecify.annotations.NullMarked;
