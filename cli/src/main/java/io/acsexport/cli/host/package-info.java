/**
 * What of the machine would keep events from being accepted or delivered: CloudStack's release and
 * libraries, beans left where they should not be, rights, disk. Looks only, and changes nothing. A
 * machine without CloudStack and without a spool has no findings. Called by one thread.
 */
@NullMarked
package io.acsexport.cli.host;

import org.jspecify.annotations.NullMarked;
