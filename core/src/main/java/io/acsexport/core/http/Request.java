package io.acsexport.core.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * The head of a request; a body is never read.
 *
 * @param head whether only the head of the answer is wanted
 * @param path without the query
 * @param host what the client believes it talks to, as it wrote it
 */
record Request(boolean head, String path, String host) {

  /** Monitoring sends a few hundred bytes. */
  private static final int MAX_BYTES = 8 << 10;

  /**
   * Reads up to the empty line.
   *
   * @throws RefusedRequestException when it is too long, malformed or of a method that is not
   *     served
   * @throws IOException when the client is gone
   */
  static Request read(InputStream in) throws IOException, RefusedRequestException {
    String[] lines = head(in).split("\r\n", -1);
    String[] parts = lines[0].split(" ", -1);
    if (parts.length != 3 || !parts[2].matches("HTTP/\\d\\.\\d")) {
      throw new RefusedRequestException(400, "This is no HTTP request.");
    }
    if (!parts[2].startsWith("HTTP/1.")) {
      throw new RefusedRequestException(505, "Only HTTP/1.1 is spoken here.");
    }
    boolean head = parts[0].equals("HEAD");
    if (!head && !parts[0].equals("GET")) {
      throw new RefusedRequestException(405, "Only GET and HEAD are served here.");
    }
    if (!parts[1].startsWith("/")) {
      throw new RefusedRequestException(
          400, "The path of the request does not begin with a slash.");
    }
    int query = parts[1].indexOf('?');
    return new Request(
        head, query < 0 ? parts[1] : parts[1].substring(0, query), requireHost(lines));
  }

  private static String requireHost(String[] lines) throws RefusedRequestException {
    String host = null;
    for (int i = 1; i < lines.length; i++) {
      String line = lines[i];
      int colon = line.indexOf(':');
      // A space before the colon, or a line that continues the one before, hides a header from
      // some.
      if (colon <= 0 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new RefusedRequestException(400, "A header of the request is malformed.");
      }
      if (line.substring(0, colon).toLowerCase(Locale.ROOT).equals("host")) {
        if (host != null) {
          throw new RefusedRequestException(400, "The request has two Host headers.");
        }
        host = line.substring(colon + 1).strip();
      }
    }
    if (host == null) {
      throw new RefusedRequestException(400, "The request has no Host header.");
    }
    return host;
  }

  private static String head(InputStream in) throws IOException, RefusedRequestException {
    byte[] bytes = new byte[MAX_BYTES];
    int length = 0;
    int end = -1;
    while (end < 0) {
      if (length == MAX_BYTES) {
        throw new RefusedRequestException(
            431, "A request may have " + MAX_BYTES + " bytes, its headers included.");
      }
      int read = in.read(bytes, length, MAX_BYTES - length);
      if (read < 0) {
        throw new EOFException("the client is gone");
      }
      int from = Math.max(0, length - 3);
      length += read;
      end = endOfHead(bytes, from, length);
    }
    return new String(bytes, 0, end, ISO_8859_1);
  }

  private static int endOfHead(byte[] bytes, int from, int to) {
    for (int i = from; i + 4 <= to; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
