/**
 * Compares what was published with what arrived, knowing nothing of how it got there. Used by the
 * demo and by the end-to-end tests.
 */
@NullMarked
package io.acsexport.testing.check;

import org.jspecify.annotations.NullMarked;
