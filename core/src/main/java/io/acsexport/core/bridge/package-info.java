/**
 * Where a host enters the engine. The host's adapter sits in another class loader and shares no
 * class with the engine, so everything that crosses is a type of the JDK; the adapter finds {@link
 * io.acsexport.core.bridge.Bridge} by name and calls it through method handles.
 *
 * <p>The names and signatures of {@code Bridge}'s public methods are an interface between
 * separately installed jars: an adapter and an engine of neighbouring releases may meet.
 */
@NullMarked
package io.acsexport.core.bridge;

import org.jspecify.annotations.NullMarked;
