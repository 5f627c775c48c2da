/**
 * The test kit for transports.
 *
 * <p>The author of a transport extends {@link io.acsexport.transport.tck.TransportTck}, hands it a
 * {@link io.acsexport.transport.tck.BrokerFixture}, and gets every promise of the contract tested
 * against the broker. {@link io.acsexport.transport.tck.FakeContext}, {@link
 * io.acsexport.transport.tck.FakeSettings}, {@link io.acsexport.transport.tck.Messages} and {@link
 * io.acsexport.transport.tck.EngineStandIn} serve the author's own tests as well. Everything is
 * used by one thread unless it says otherwise.
 */
@NullMarked
package io.acsexport.transport.tck;

import org.jspecify.annotations.NullMarked;
