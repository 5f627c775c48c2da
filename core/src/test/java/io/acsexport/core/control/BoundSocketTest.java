package io.acsexport.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Not in JUnit's temporary folder, whose path may be too long for a socket. */
class BoundSocketTest {

  private Path folder = Path.of("/");
  private Path spool = Path.of("/");
  private ControlSocket socket = ControlSocket.of(spool);

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("/tmp"), "acs-ctl-");
    spool = Files.createDirectory(folder.resolve("spool"));
    socket = ControlSocket.of(spool);
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void whatHasItsFileIsLeftAlone() throws Exception {
    try (BoundSocket bound = new BoundSocket(socket)) {
      assertThat(bound.restore()).isFalse();
    }
    assertThat(socket.path()).doesNotExist();
  }

  @Test
  void whoWaitsForClientsGetsThoseOfTheNewFile() throws Exception {
    try (BoundSocket bound = new BoundSocket(socket)) {
      CompletableFuture<SocketChannel> waiting = acceptElsewhere(bound);
      Files.move(spool, folder.resolve("gone"));
      assertThat(bound.restore()).as("there is nothing to be in yet").isFalse();
      Files.createDirectory(spool);
      assertThat(bound.restore()).isTrue();

      assertThat(mode(socket.path())).isEqualTo("rw-------");
      assertThat(mode(spool.resolve("run"))).isEqualTo("rwx------");
      try (SocketChannel client = connect()) {
        assertThat(client.isConnected()).isTrue();
        waiting.join().close();
      }
    }
  }

  @Test
  void anotherSocketStaysAsLongAsSomebodyListens() throws Exception {
    try (BoundSocket bound = new BoundSocket(socket)) {
      Files.delete(socket.path());
      try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        other.bind(UnixDomainSocketAddress.of(socket.path()));
        assertThat(bound.restore()).isFalse();
      }
      assertThat(bound.restore()).isTrue();
    }
  }

  @Test
  void anothersFileIsNotRemovedAtTheEnd() throws Exception {
    BoundSocket bound = new BoundSocket(socket);
    Files.delete(socket.path());
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket.path()));
      bound.close();
      assertThat(connect().isConnected()).isTrue();
    }
    Files.delete(socket.path());
    assertThat(bound.restore()).isFalse();
    assertThatThrownBy(bound::accept).isInstanceOf(ClosedChannelException.class);
  }

  private static CompletableFuture<SocketChannel> acceptElsewhere(BoundSocket bound) {
    CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                accepted.complete(bound.accept());
              } catch (IOException e) {
                accepted.completeExceptionally(e);
              }
            },
            "accepts");
    thread.start();
    await().until(() -> isIn(thread, "accept"));
    return accepted;
  }

  private static boolean isIn(Thread thread, String method) {
    return Stream.of(thread.getStackTrace()).anyMatch(at -> at.getMethodName().equals(method));
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket.path()));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
