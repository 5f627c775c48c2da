/** Runs the command in this process with a transport in memory, and its launcher with a shell. */
@NullMarked
package io.acsexport.cli;

import org.jspecify.annotations.NullMarked;
