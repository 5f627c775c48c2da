/** A broker in memory, a right transport to it, and wrong ones that the kit has to see through. */
@NullMarked
package io.acsexport.transport.tck.memory;

import org.jspecify.annotations.NullMarked;
