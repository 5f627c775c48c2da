package io.acsexport.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.control.ControlException.Code;
import io.acsexport.core.engine.PublishRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Talks with a running exporter. For one thread; an interrupt ends every wait. */
public final class ControlClient implements Control {

  /** An answer's line may hold a whole event. */
  private static final int LONGEST_ANSWER = 64 << 20;

  private static final Duration GREETING = Duration.ofSeconds(10);

  private final SocketChannel channel;
  private final Selector selector;
  private final RequestLines lines;
  private Duration patience = GREETING;
  private JsonNode greeting = JsonNodeFactory.instance.nullNode();

  private ControlClient(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
    this.lines = new RequestLines(new Waiting(), LONGEST_ANSWER, () -> {});
    channel.configureBlocking(false);
  }

  /**
   * Connects.
   *
   * @throws IOException when nobody answers there, or not as an exporter does
   * @throws ControlException when the exporter turns this client away
   */
  public static ControlClient connect(ControlSocket socket) throws IOException, ControlException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    ControlClient client = null;
    try {
      channel.connect(UnixDomainSocketAddress.of(socket.path()));
      client = new ControlClient(channel);
      client.greet();
      return client;
    } catch (IOException | ControlException | RuntimeException e) {
      if (client != null) {
        client.close();
      }
      channel.close();
      throw e;
    }
  }

  private void greet() throws IOException, ControlException {
    JsonNode first = read();
    if (first.has("ok")) {
      throw failure(first);
    }
    greeting = first;
    if (first.path("protocol").asInt() != ControlSocket.PROTOCOL) {
      throw new IOException(
          "the exporter speaks version "
              + first.path("protocol").asText()
              + " of the control protocol, this command version "
              + ControlSocket.PROTOCOL
              + ": use the command of release "
              + first.path("release").asText()
              + ", or restart the management server");
    }
  }

  /** The process of the exporter. */
  public long process() {
    return greeting.path("process").asLong();
  }

  /** A request to fill and {@link #call}. */
  public static ObjectNode request(String command) {
    return JsonNodeFactory.instance.objectNode().put("command", command);
  }

  /**
   * A request to {@code replay}, {@code purge} or show dead letters.
   *
   * @param selection which ones; all where it says nothing
   */
  public static ObjectNode request(String command, String destination, LetterSelection selection) {
    ObjectNode request = request(command).put("destination", destination);
    request.set("names", Requests.list(selection.names()));
    request.put("before", selection.before() == null ? null : selection.before().toString());
    request.put("code", selection.code());
    request.put("all", selection.equals(LetterSelection.all()));
    return request;
  }

  /**
   * A request to store an event.
   *
   * @param destinations those that get it alone; all where none is named
   */
  public static ObjectNode send(PublishRequest event, Collection<String> destinations) {
    ObjectNode request = request("send");
    request.set("event", Requests.ofEvent(event));
    request.set("destinations", Requests.list(destinations));
    return request;
  }

  @Override
  public JsonNode call(ObjectNode request, Duration patience, Items items)
      throws IOException, ControlException {
    this.patience = patience;
    ByteBuffer bytes = ByteBuffer.wrap(ControlConnection.bytes(request));
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
    JsonNode line = read();
    while (line.has("item")) {
      items.item(line.get("item"));
      line = read();
    }
    if (!line.path("ok").asBoolean()) {
      throw failure(line);
    }
    return line.path("result");
  }

  private static ControlException failure(JsonNode line) {
    JsonNode error = line.path("error");
    return new ControlException(
        Code.of(error.path("code").asText()), error.path("message").asText("no reason given"));
  }

  private JsonNode read() throws IOException, ControlException {
    byte @Nullable [] line = lines.next();
    if (line == null) {
      throw new IOException("the exporter closed the connection");
    }
    return Requests.parse(line);
  }

  private void await(int operation) throws IOException {
    channel.register(selector, operation);
    int ready = selector.select(Math.max(1, patience.toMillis()));
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for the exporter");
    }
    if (ready == 0) {
      throw new IOException("the exporter did not answer within " + patience.toSeconds() + " s");
    }
  }

  @Override
  public void close() {
    try (selector;
        channel) {
      patience = Duration.ZERO;
    } catch (IOException e) {
      // Nothing was left to be said on it.
    }
  }

  /** The channel as one whose reads wait, at most as long as the caller's patience lasts. */
  private final class Waiting implements ReadableByteChannel {

    @Override
    public int read(ByteBuffer into) throws IOException {
      int read = channel.read(into);
      while (read == 0) {
        ControlClient.this.await(SelectionKey.OP_READ);
        read = channel.read(into);
      }
      return read;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {
      ControlClient.this.close();
    }
  }
}
