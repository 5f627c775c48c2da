/** The whole road, from CloudStack's call to a consumer, with a real broker. */
@NullMarked
package io.acsexport.testing.road;

import org.jspecify.annotations.NullMarked;
