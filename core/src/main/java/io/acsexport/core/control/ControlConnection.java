package io.acsexport.core.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.control.ControlException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: greeting, then a request and its answer, one after the other. Runs on a
 * thread of its own; another may {@linkplain #close close} it, which ends every wait here.
 */
final class ControlConnection implements Runnable, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);

  private static final ObjectWriter WRITER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build().writer();

  /** What the JVM copies into memory of its own for each write, and keeps for the thread. */
  private static final int CHUNK = 8 << 10;

  private final SocketChannel channel;
  private final ControlCommands commands;
  private final ExporterInfo info;
  private final int longestRequest;
  private volatile long idleSince = System.nanoTime();
  private volatile boolean working;

  ControlConnection(
      SocketChannel channel, ControlCommands commands, ExporterInfo info, int longestRequest) {
    this.channel = channel;
    this.commands = commands;
    this.info = info;
    this.longestRequest = longestRequest;
  }

  /**
   * Whether the client has neither asked nor read for so long; work on a request does not count.
   */
  boolean isIdle(long nanos) {
    return !working && System.nanoTime() - idleSince > nanos;
  }

  @Override
  public void run() {
    try (this) {
      write(greeting(info));
      RequestLines lines = new RequestLines(channel, longestRequest, this::progress);
      boolean open = true;
      while (open) {
        open = answerNext(lines);
      }
    } catch (IOException gone) {
      LOG.debug("A client of the control socket is gone: {}", gone.toString());
    }
  }

  private boolean answerNext(RequestLines lines) throws IOException {
    try {
      byte[] line = lines.next();
      if (line == null) {
        return false;
      }
      JsonNode request = Requests.parse(line);
      working = true;
      ObjectNode result = commands.run(request, item -> write(wrap("item", item)));
      write(wrap("result", result).put("ok", true));
      return true;
    } catch (ControlException refused) {
      write(error(refused.code(), String.valueOf(refused.getMessage())));
      return refused.code() != Code.TOO_LARGE;
    } catch (RuntimeException | StackOverflowError defect) {
      LOG.warn("A request on the control socket failed", defect);
      write(error(Code.INTERNAL, "The request failed: " + defect));
      return true;
    } finally {
      progress();
      working = false;
    }
  }

  private void progress() {
    idleSince = System.nanoTime();
  }

  private void write(JsonNode line) throws IOException {
    // While the client does not read, it is the client that is idle.
    boolean before = working;
    working = false;
    progress();
    byte[] bytes = bytes(line);
    for (int from = 0; from < bytes.length; from += CHUNK) {
      ByteBuffer chunk = ByteBuffer.wrap(bytes, from, Math.min(CHUNK, bytes.length - from));
      while (chunk.hasRemaining()) {
        int unused = channel.write(chunk);
        progress();
      }
    }
    working = before;
  }

  static byte[] bytes(JsonNode line) {
    try {
      return (WRITER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.US_ASCII);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an answer that is no JSON", e);
    }
  }

  static ObjectNode greeting(ExporterInfo info) {
    ObjectNode greeting = JsonNodeFactory.instance.objectNode();
    greeting.put("protocol", ControlSocket.PROTOCOL);
    greeting.put("product", "acs-export");
    greeting.put("release", ExporterInfo.release());
    greeting.put("node", info.node());
    greeting.put("process", ProcessHandle.current().pid());
    return greeting;
  }

  static ObjectNode error(Code code, String message) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("ok", false);
    error.putObject("error").put("code", code.label()).put("message", message);
    return error;
  }

  private static ObjectNode wrap(String field, JsonNode value) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.set(field, value);
    return line;
  }

  /** Ends the connection, whatever its thread is waiting for. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A connection did not close in order: {}", e.toString());
    }
  }
}
