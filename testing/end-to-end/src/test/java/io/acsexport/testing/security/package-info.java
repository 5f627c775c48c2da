/**
 * What must stay secret and what others must not reach, looked for in everything that a running
 * exporter writes and answers.
 */
@NullMarked
package io.acsexport.testing.security;

import org.jspecify.annotations.NullMarked;
