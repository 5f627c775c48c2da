package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void startAnEchoServerBehindAProxy() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread echo =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                  // The client or the test went away.
                }
              }
            });
    echo.setDaemon(true);
    echo.start();
    proxy = TcpProxy.start().forwardTo("127.0.0.1:" + server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  /** Each process has for a moment what this JVM has open, and closes then. */
  @Test
  void itsPortIsTakenAgainWhileProcessesAreStarted() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> starting =
        CompletableFuture.runAsync(
            () -> {
              while (!ended.get()) {
                startAProcess();
              }
            });
    try {
      for (int round = 0; round < 2_000; round++) {
        proxy.become(TcpProxy.Mode.REFUSE);
        proxy.become(TcpProxy.Mode.PASS);
      }
    } finally {
      ended.set(true);
    }
    starting.join();
    try (Socket socket = connect()) {
      assertThat(echo(socket, 42)).isEqualTo(42);
    }
  }

  private static void startAProcess() {
    try {
      assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPassingProxyCarriesBytesBothWays() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echo(socket, 42)).isEqualTo(42);
    }
  }

  @Test
  void aSilentProxyHoldsBytesUntilItPassesAgain() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echo(socket, 1)).isEqualTo(1);
      proxy.become(TcpProxy.Mode.SILENT);
      socket.setSoTimeout(200);
      assertThatThrownBy(() -> echo(socket, 2)).isInstanceOf(SocketTimeoutException.class);

      proxy.become(TcpProxy.Mode.PASS);
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void aSilentProxyTellsNobodyThatTheOtherSideIsGone() throws IOException {
    try (ServerSocket quitter = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      proxy.forwardTo("127.0.0.1:" + quitter.getLocalPort());
      try (Socket socket = connect()) {
        Socket accepted = quitter.accept();
        proxy.become(TcpProxy.Mode.SILENT);
        accepted.close();
        socket.setSoTimeout(200);
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);

        proxy.become(TcpProxy.Mode.PASS);
        socket.setSoTimeout(10_000);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void leadsNowhereOutsideThisMachine() {
    assertThatThrownBy(() -> proxy.forwardTo("192.0.2.1:5672"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("192.0.2.1:5672");
  }

  @Test
  void aRefusingProxyClosesWhatIsOpenAndTakesNothingNew() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echo(socket, 1)).isEqualTo(1);
      proxy.become(TcpProxy.Mode.REFUSE);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    proxy.become(TcpProxy.Mode.PASS);
    try (Socket again = connect()) {
      assertThat(echo(again, 3)).isEqualTo(3);
    }
  }

  @Test
  void aResettingProxyResets() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echo(socket, 1)).isEqualTo(1);
      proxy.become(TcpProxy.Mode.RESET);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aStrandedConnectionStaysSilentAndNewOnesPass() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echo(socket, 1)).isEqualTo(1);
      proxy.strand();
      socket.setSoTimeout(200);
      assertThatThrownBy(() -> echo(socket, 2)).isInstanceOf(SocketTimeoutException.class);
      proxy.become(TcpProxy.Mode.PASS);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    // The echo server takes one at a time.
    proxy.become(TcpProxy.Mode.RESET);
    proxy.become(TcpProxy.Mode.PASS);
    try (Socket fresh = connect()) {
      assertThat(echo(fresh, 3)).isEqualTo(3);
    }
  }

  private Socket connect() throws IOException {
    String address = proxy.address();
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static int echo(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    return socket.getInputStream().read();
  }
}
