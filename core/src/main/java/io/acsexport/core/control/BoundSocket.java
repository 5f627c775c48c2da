package io.acsexport.core.control;

import io.acsexport.core.spool.SpoolHolder;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The control socket, bound, and bound anew where somebody deleted its file: a socket goes on
 * without one, but nobody finds it. Thread-safe.
 */
final class BoundSocket implements Closeable {

  private final ControlSocket socket;
  private volatile ServerSocketChannel channel;

  /** Tells the file from any other that ever has its path; null where the system cannot. */
  private @Nullable Object file;

  private boolean closed;

  /** Binds it. Only for whoever holds the spool's lock. */
  BoundSocket(ControlSocket socket) throws IOException {
    this.socket = socket;
    this.channel = bind(socket);
    this.file = fileAt(socket.path());
  }

  private static ServerSocketChannel bind(ControlSocket socket) throws IOException {
    socket.prepare();
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket.path()));
      socket.restrict();
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * The next client.
   *
   * @throws ClosedChannelException once this is closed
   */
  SocketChannel accept() throws IOException {
    while (true) {
      ServerSocketChannel present = channel;
      try {
        return present.accept();
      } catch (ClosedChannelException e) {
        if (present == channel) {
          throw e;
        }
      }
    }
  }

  /**
   * Binds it anew where its file is gone, or another that no process listens at. Another exporter
   * may have come to hold the spool since the folder was deleted: then the path is its own.
   *
   * @return whether it was bound anew
   */
  synchronized boolean restore() throws IOException {
    Path spool = socket.spool();
    if (closed || isOwn() || !Files.isDirectory(spool) || isHeldByOthers(spool) || isAnswered()) {
      return false;
    }
    ServerSocketChannel before = channel;
    channel = bind(socket);
    file = fileAt(socket.path());
    before.close();
    return true;
  }

  private boolean isOwn() throws IOException {
    try {
      Object present = fileAt(socket.path());
      return present == null || present.equals(file);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static boolean isHeldByOthers(Path spool) {
    OptionalLong holder = SpoolHolder.of(spool);
    return holder.isPresent() && holder.getAsLong() != ProcessHandle.current().pid();
  }

  private boolean isAnswered() {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
      return probe.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  private static @Nullable Object fileAt(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Closes it and removes its file. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
    if (isOwn()) {
      Files.deleteIfExists(socket.path());
    }
  }
}
