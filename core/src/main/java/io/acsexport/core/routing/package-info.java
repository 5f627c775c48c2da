/**
 * What a destination gets of the stream, and as what: filter, topic and key templates, headers,
 * body format, and the gap event that tells consumers of missing records. Set up by the engine,
 * called by delivery.
 */
@NullMarked
package io.acsexport.core.routing;

import org.jspecify.annotations.NullMarked;
