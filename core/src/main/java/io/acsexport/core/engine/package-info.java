/**
 * Puts the parts together: takes events from the host, spools them, and runs one delivery worker
 * for each destination. Used by the bridge to the host and by the commands.
 */
@NullMarked
package io.acsexport.core.engine;

import org.jspecify.annotations.NullMarked;
