package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeNetworkTest {

  private static final String FIRST = "127.0.0.1";
  private static final String SECOND = "127.0.0.2";
  private static final String THIRD = "127.0.0.3";
  private static final int LONG_MILLIS = 10_000;

  private NodeNetwork network;
  private ServerSocket second;

  @BeforeEach
  void startOneNodeOfThree() throws IOException {
    network = NodeNetwork.between(List.of(FIRST, SECOND, THIRD));
    second = new ServerSocket(network.portOf(SECOND), 10, InetAddress.getByName(SECOND));
    second.setSoTimeout(LONG_MILLIS);
  }

  @AfterEach
  void stop() throws IOException {
    network.close();
    second.close();
  }

  @Test
  void eachNodeDialsTheOthersOnItsOwnPort() throws IOException {
    for (String from : List.of(FIRST, THIRD)) {
      try (Connection connection = dialSecond(from)) {
        assertThat(connection.carry(42)).isEqualTo(42);
      }
    }
  }

  @Test
  void anUnknownNodeHasNoPort() {
    assertThatThrownBy(() -> network.portOf("127.0.0.9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("127.0.0.9");
  }

  @Test
  void aNodeThatIsCutOffIsNotHeardAndTheOthersHearEachOther() throws IOException {
    try (Connection cut = dialSecond(FIRST);
        Connection kept = dialSecond(THIRD)) {
      network.cutOff(FIRST);
      cut.dialled().setSoTimeout(200);
      assertThatThrownBy(() -> cut.carry(1)).isInstanceOf(SocketTimeoutException.class);
      assertThat(kept.carry(2)).isEqualTo(2);
    }
  }

  @Test
  void aNodeThatRejoinsIsHeardOverNewConnections() throws IOException {
    try (Connection cut = dialSecond(FIRST)) {
      network.cutOff(FIRST);
      network.rejoin(FIRST);
      assertThatThrownBy(() -> cut.dialling().getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    try (Connection fresh = dialSecond(FIRST)) {
      assertThat(fresh.carry(3)).isEqualTo(3);
    }
  }

  private Connection dialSecond(String from) throws IOException {
    Socket dialling = new Socket();
    dialling.setSoTimeout(LONG_MILLIS);
    dialling.connect(new InetSocketAddress(SECOND, network.portOf(from)), LONG_MILLIS);
    Socket dialled = second.accept();
    dialled.setSoTimeout(LONG_MILLIS);
    return new Connection(dialling, dialled);
  }

  /** Both ends of a connection. */
  private record Connection(Socket dialling, Socket dialled) implements AutoCloseable {

    /** What the other end hears where this is said. */
    int carry(int value) throws IOException {
      dialling.getOutputStream().write(value);
      return dialled.getInputStream().read();
    }

    @Override
    public void close() throws IOException {
      dialling.close();
      dialled.close();
    }
  }
}
