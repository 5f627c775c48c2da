/**
 * Keeps an exporter in step with its configuration file: opens it, under the last good
 * configuration where the present one cannot be used, watches the files that make the
 * configuration, and applies what changes without a restart of the host. Used by the bridge to the
 * host.
 *
 * <p>All changes are made on one thread, {@code acs-export-reload}.
 */
@NullMarked
package io.acsexport.core.reload;

import org.jspecify.annotations.NullMarked;
