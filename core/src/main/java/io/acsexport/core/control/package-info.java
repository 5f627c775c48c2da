/**
 * The control socket: how the command {@code acs-export} talks with an exporter that runs. A Unix
 * domain socket in the spool's folder, for the owner of that folder and root alone; a line of JSON
 * for each request, lines of JSON as answer. The protocol is described in {@code
 * docs/control-protocol.md}.
 *
 * <p>The server's side is opened beside an exporter by whoever opens that, and closed before it;
 * the client's side is used by the commands. Nothing a client does may hold up or harm the engine:
 * requests, connections and waits are bounded, and no answer is awaited under a lock of the engine.
 */
@NullMarked
package io.acsexport.core.control;

import org.jspecify.annotations.NullMarked;
