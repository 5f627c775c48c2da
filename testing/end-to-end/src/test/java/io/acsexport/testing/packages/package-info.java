/**
 * The packages as an operator gets them: installed, upgraded, removed and run in a copy-on-write
 * view of this machine's system, which they leave no trace in.
 */
@NullMarked
package io.acsexport.testing.packages;

import org.jspecify.annotations.NullMarked;
