package io.acsexport.rabbitmq;

import com.rabbitmq.client.SocketConfigurator;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Holds on to the socket under a connection, so that any thread can end at once whatever waits on
 * it. The client's own ways to close flush first, and so wait for the very write that hangs; it
 * answers no interrupts either. Thread-safe.
 */
final class SocketGuard implements SocketConfigurator {

  private final @Nullable TlsOptions tls;
  private @Nullable Socket socket;
  private boolean cut;

  SocketGuard(@Nullable TlsOptions tls) {
    this.tls = tls;
  }

  /** Called by the client between making and connecting a socket. */
  @Override
  public synchronized void configure(Socket made) throws IOException {
    if (cut) {
      throw new SocketException("closed while connecting");
    }
    socket = made;
    made.setTcpNoDelay(true);
    if (tls != null && made instanceof SSLSocket secured) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setProtocols(tls.protocols().toArray(String[]::new));
      if (tls.verifyHostName()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      secured.setSSLParameters(parameters);
    }
  }

  /** Ends the connection without a word to the broker. Does not wait. */
  void cut() {
    Socket held;
    synchronized (this) {
      cut = true;
      held = socket;
      socket = null;
    }
    if (held == null) {
      return;
    }
    try {
      // Without it a TLS socket would wait for a turn to say goodbye.
      held.setSoLinger(true, 0);
      held.close();
    } catch (IOException e) {
      // It is closed already, or the operating system has no better way to close it.
    }
  }
}
