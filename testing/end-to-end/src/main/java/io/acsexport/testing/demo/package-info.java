/** What {@code ./demo} runs. */
@NullMarked
package io.acsexport.testing.demo;

import org.jspecify.annotations.NullMarked;
