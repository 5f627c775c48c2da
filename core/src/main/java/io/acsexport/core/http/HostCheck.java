package io.acsexport.core.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells whether a request was meant for this server. A web page may have its own name resolve to
 * 127.0.0.1 and then read what a browser beside us gets (DNS rebinding); that name is in the Host
 * header. So names are served only if the operator knows them, addresses always: no page has one as
 * its name without being there.
 */
final class HostCheck {

  private final Set<String> names;

  /**
   * Serves {@code localhost} and these.
   *
   * @param names in any case, without port
   */
  HostCheck(Collection<String> names) {
    this.names =
        Stream.concat(Stream.of("localhost"), names.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @param host the Host header, with or without port
   */
  boolean accepts(String host) {
    String name = host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
    return name.matches("\\d{1,3}(\\.\\d{1,3}){3}")
        || name.matches("\\[[0-9a-f:.]+]")
        || names.contains(name);
  }
}
