/**
 * The bus that CloudStack loads. It stands on CloudStack's flat class path, so it uses the JDK,
 * CloudStack's types and, where it is there, the host's log4j, nothing else; the engine lives
 * behind a class loader of its own and is called through method handles.
 *
 * <p>Compiled for Java 11, so that a server whose JVM is too old for the engine gets a clear line
 * in its log instead of a class it cannot load.
 */
@NullMarked
package io.acsexport.acs;

import org.jspecify.annotations.NullMarked;
