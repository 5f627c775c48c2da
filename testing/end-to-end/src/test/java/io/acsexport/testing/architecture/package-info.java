/** The arrows between the modules, as rules that fail. */
@NullMarked
package io.acsexport.testing.architecture;

import org.jspecify.annotations.NullMarked;
