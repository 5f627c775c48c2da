/** Stand-in. */
@NullMarked
package io.acsexport.core.redaction;

import org.jspecify.annotations.NullMarked;
