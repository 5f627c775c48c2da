/**
 * What a broker finally refused, kept with the reason: one log for each destination, in the spool's
 * format. Written by delivery; read by the operator's commands.
 */
@NullMarked
package io.acsexport.core.deadletter;

import org.jspecify.annotations.NullMarked;
