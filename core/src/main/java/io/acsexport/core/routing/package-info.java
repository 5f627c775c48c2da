/** Stand-in. */
@NullMarked
package io.acsexport.core.routing;

import org.jspecify.annotations.NullMarked;
