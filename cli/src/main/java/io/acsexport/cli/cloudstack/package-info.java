/**
 * What a CloudStack management server has on its disk, looked at from outside: release, libraries,
 * bean files, and which event buses they name. Reads only; nothing here knows the exporter. Called
 * by one thread.
 */
@NullMarked
package io.acsexport.cli.cloudstack;

import org.jspecify.annotations.NullMarked;
