package io.acsexport.testing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a test wants its RabbitMQ. Immutable; each method returns a changed copy.
 *
 * @param folder where the broker keeps its data, configuration and output; made if missing
 * @param settings lines of {@code rabbitmq.conf}; they win over the harness's own
 * @param tls certificates of a second listener; null for none
 * @param plugins plugins to enable, such as {@code rabbitmq_auth_mechanism_ssl}; a broker with any
 *     starts twice as slowly
 * @param place where its node stands in a cluster; see {@link RabbitCluster}
 */
public record RabbitBrokerOptions(
    Path folder,
    Map<String, String> settings,
    @Nullable Tls tls,
    List<String> plugins,
    @Nullable Place place) {

  /**
   * PEM files of the TLS listener.
   *
   * @param authority what client certificates must be signed with
   * @param certificate the broker's
   * @param key the broker's
   * @param clientCertificateRequired whether clients without a certificate are refused
   */
  public record Tls(
      Path authority, Path certificate, Path key, boolean clientCertificateRequired) {}

  /**
   * A node's place in a cluster.
   *
   * @param host its own loopback address, such as {@code 127.0.0.2}
   * @param nodePort the port for other nodes, and the one on which they are dialled
   * @param members the addresses of all nodes
   */
  record Place(String host, int nodePort, List<String> members) {}

  /** Copies the collections. */
  public RabbitBrokerOptions {
    settings = Map.copyOf(settings);
    plugins = List.copyOf(plugins);
  }

  /** A single node without TLS, with the user {@code guest}. */
  public static RabbitBrokerOptions in(Path folder) {
    return new RabbitBrokerOptions(folder, Map.of(), null, List.of(), null);
  }

  /** With a line of {@code rabbitmq.conf}, such as {@code with("max_message_size", "1048576")}. */
  public RabbitBrokerOptions with(String key, String value) {
    Map<String, String> copy = new LinkedHashMap<>(settings);
    copy.put(key, value);
    return new RabbitBrokerOptions(folder, copy, tls, plugins, place);
  }

  /** With a TLS listener beside the plain one. */
  public RabbitBrokerOptions withTls(Tls files) {
    return new RabbitBrokerOptions(folder, settings, files, plugins, place);
  }

  /** With a plugin of RabbitMQ's own distribution. */
  public RabbitBrokerOptions withPlugin(String name) {
    List<String> more = Stream.concat(plugins.stream(), Stream.of(name)).toList();
    return new RabbitBrokerOptions(folder, settings, tls, more, place);
  }
}
