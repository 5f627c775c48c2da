package io.acsexport.core.bridge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Decides by which name this server is known in events and to brokers. */
public final class NodeName {

  private NodeName() {}

  /**
   * The first that is there: what the operator wrote, the host's own id, the name of the machine.
   */
  public static String of(@Nullable String configured, @Nullable String hostId) {
    if (configured != null) {
      return configured;
    }
    return hostId != null && !hostId.isBlank() ? hostId : machine();
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // The message begins with the machine's name: only its address is unknown.
      String message = String.valueOf(e.getMessage());
      int colon = message.indexOf(':');
      return colon > 0 ? message.substring(0, colon) : "localhost";
    }
  }
}
