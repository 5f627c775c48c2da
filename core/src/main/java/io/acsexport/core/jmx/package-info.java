/**
 * Shows an exporter to Java's own monitoring, as one managed bean. Used by whoever hosts an
 * exporter.
 */
@NullMarked
package io.acsexport.core.jmx;

import org.jspecify.annotations.NullMarked;
