package io.acsexport.rabbitmq;

import com.rabbitmq.client.Address;
import io.acsexport.transport.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP URI, taken apart.
 *
 * @param address host and port
 * @param tls whether its scheme is {@code amqps}
 * @param username null where it has none
 * @param password null where it has none
 * @param virtualHost null where it has none
 */
record BrokerUri(
    Address address,
    boolean tls,
    @Nullable String username,
    @Nullable Secret password,
    @Nullable String virtualHost) {

  static final int PORT = 5672;
  static final int TLS_PORT = 5671;

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException with a reason that shows nothing of it: it holds a password
   */
  static BrokerUri parse(Secret secret) {
    URI uri;
    try {
      uri = new URI(secret.reveal().strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "is no URI (position "
              + (e.getIndex() + 1)
              + "); write special characters of user and password as %XX");
    }
    boolean tls = "amqps".equalsIgnoreCase(uri.getScheme());
    if (!tls && !"amqp".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("must begin with amqp:// or amqps://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "names no host, or one with characters a host cannot have");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "carries options after '?' or '#': write them as settings of their own");
    }
    String user = uri.getRawUserInfo();
    int colon = user == null ? -1 : user.indexOf(':');
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PORT;
    return new BrokerUri(
        new Address(uri.getHost(), port),
        tls,
        user == null ? null : decoded(colon < 0 ? user : user.substring(0, colon)),
        user == null || colon < 0 ? null : Secret.of(decoded(user.substring(colon + 1))),
        virtualHost(uri.getRawPath()));
  }

  /** A bare slash means the default one: that is what people write it for. */
  private static @Nullable String virtualHost(@Nullable String path) {
    if (path == null || path.length() <= 1) {
      return null;
    }
    if (path.indexOf('/', 1) >= 0) {
      throw new IllegalArgumentException(
          "has more than one part behind the host; write a '/' in a virtual host as %2F");
    }
    return decoded(path.substring(1));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
