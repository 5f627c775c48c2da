/**
 * A stand-in of a CloudStack 4.22 management server, as far as modules, life cycle and event buses
 * go: tests run it in a JVM of its own with the libraries that CloudStack ships. It finds, loads,
 * starts and stops modules in CloudStack's order, and is as unforgiving to a bus.
 */
@NullMarked
package io.acsexport.testing.host;

import org.jspecify.annotations.NullMarked;
