/** The script {@code testing/acs-smoke}, run against a stand-in of CloudStack's API. */
@NullMarked
package io.acsexport.testing.smoke;

import org.jspecify.annotations.NullMarked;
