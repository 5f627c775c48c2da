package io.acsexport.core.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where monitoring can look at an exporter.
 *
 * @param http where to serve pages over HTTP, not resolved yet; null where they are not served
 * @param hostNames by which clients may call that server, beside addresses and {@code localhost}
 */
public record StatusConfig(@Nullable InetSocketAddress http, List<String> hostNames) {

  /** Serves nothing. */
  public static final StatusConfig NONE = new StatusConfig(null, List.of());

  private static final Pattern ADDRESS =
      Pattern.compile("([a-zA-Z0-9.-]{1,253}|\\[[0-9a-fA-F:.]{2,45}]):(\\d{1,5})");

  /** Copies what can change. */
  public StatusConfig {
    hostNames = List.copyOf(hostNames);
  }

  /** Reads {@code host:port}; null where that is not what it says. */
  static @Nullable InetSocketAddress address(String text) {
    Matcher matcher = ADDRESS.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    int port = Integer.parseInt(matcher.group(2));
    return port < 1 || port > 65_535
        ? null
        : InetSocketAddress.createUnresolved(matcher.group(1), port);
  }
}
