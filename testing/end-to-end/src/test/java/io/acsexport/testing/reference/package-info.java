/** What the documentation says about the transports, compared with the transports. */
@NullMarked
package io.acsexport.testing.reference;

import org.jspecify.annotations.NullMarked;
