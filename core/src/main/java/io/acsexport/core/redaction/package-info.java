/**
 * Masks secrets inside event bodies before anything is stored. Works on UTF-8 bytes that need not
 * be whole or well-formed JSON. Called on publishing threads.
 */
@NullMarked
package io.acsexport.core.redaction;

import org.jspecify.annotations.NullMarked;
