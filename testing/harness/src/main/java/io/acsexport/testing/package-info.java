/**
 * What tests and the demo run against: the events captured from a CloudStack management server,
 * real brokers in processes of their own, and a network that can be broken.
 *
 * <p>Nothing here is shipped. Every process started ends when its owner is closed, when this JVM
 * exits, and when this JVM is killed (then a paused one only once it goes on).
 */
@NullMarked
package io.acsexport.testing;

import org.jspecify.annotations.NullMarked;
