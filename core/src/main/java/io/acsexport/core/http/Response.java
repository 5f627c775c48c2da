package io.acsexport.core.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * What a client is answered.
 *
 * @param status such as 200
 * @param contentType of the body
 * @param body as text; sent as UTF-8
 */
public record Response(int status, String contentType, String body) {

  private static final String TEXT = "text/plain; charset=utf-8";

  /** A line of plain text. */
  public static Response text(int status, String line) {
    return new Response(status, TEXT, line + "\n");
  }

  /** As it goes over the wire; the connection is closed behind it. */
  byte[] bytes(boolean withBody) {
    byte[] content = body.getBytes(UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + " "
            + reason()
            + "\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + content.length
            + (status == 405 ? "\r\nAllow: GET, HEAD" : "")
            // A browser must neither guess another type nor keep what was true a moment ago.
            + "\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store"
            + "\r\nConnection: close\r\n\r\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + content.length);
    out.writeBytes(head.getBytes(ISO_8859_1));
    if (withBody) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  private String reason() {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "Internal Server Error";
    };
  }
}
