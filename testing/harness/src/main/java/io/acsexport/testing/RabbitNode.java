package io.acsexport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses of a RabbitMQ node, and the command that starts it.
 *
 * <p>Three things differ from a broker of the system. It uses no epmd, Erlang's registry of nodes,
 * which would outlive it: a node dials the others on the port on which it listens itself, each on a
 * loopback address of its own; {@link NodeNetwork} leads from there to where the other listens. It
 * keeps Erlang's shell on standard input: {@link ErlangShell} speaks to it, and it ends when the
 * pipe closes. And it sees no plugin that it does not need: reading the settings of all that are
 * installed takes half of a start.
 *
 * @param nodePort for other nodes
 * @param nowhere a port on which nothing listens, where Erlang looks for epmd
 */
record RabbitNode(String host, int port, int tlsPort, int nodePort, int nowhere) {

  static RabbitNode choosePorts(RabbitBrokerOptions options) throws IOException {
    List<Integer> ports = Loopback.freePorts(4);
    RabbitBrokerOptions.Place place = options.place();
    return new RabbitNode(
        place == null ? "127.0.0.1" : place.host(),
        ports.get(0),
        ports.get(1),
        place == null ? ports.get(2) : place.nodePort(),
        ports.get(3));
  }

  /** Writes the node's files and returns how to start it. */
  ProcessBuilder command(RabbitInstallation installation, RabbitBrokerOptions options)
      throws IOException {
    Path folder = options.folder().toAbsolutePath();
    Path home = Files.createDirectories(folder.resolve("home"));
    writeCookie(home.resolve(".erlang.cookie"));
    Path configuration = folder.resolve("rabbitmq.conf");
    Files.write(
        configuration,
        settings(options).entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList());
    Path enabled = folder.resolve("enabled_plugins");
    Files.writeString(enabled, "[" + String.join(",", options.plugins()) + "].\n");

    ProcessBuilder builder = new ProcessBuilder(installation.server().toString());
    builder.directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("RABBITMQ_") || key.startsWith("ERL_"));
    environment.put("HOME", home.toString());
    environment.put("RABBITMQ_NODENAME", "rabbit@" + host);
    environment.put("RABBITMQ_USE_LONGNAME", "true");
    environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString());
    environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
    environment.put("RABBITMQ_LOGS", "-");
    environment.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
    environment.put("RABBITMQ_CONFIG_FILE", configuration.toString());
    environment.put("RABBITMQ_ADVANCED_CONFIG_FILE", folder.resolve("none.config").toString());
    environment.put("RABBITMQ_CONF_ENV_FILE", "/dev/null");
    environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", enabled.toString());
    environment.put("RABBITMQ_ALLOW_INPUT", "true");
    environment.put("RABBITMQ_DIST_PORT", Integer.toString(nodePort));
    environment.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        // With its name given here the node is one before RabbitMQ would start epmd for it.
        "-name rabbit@"
            + host
            + (" -erl_epmd_port " + nodePort)
            + (" -kernel inet_dist_use_interface {" + host.replace('.', ',') + "}")
            + tickTime(options)
            // Small, and asleep when idle: several of them share the machine with the tests.
            + " +S 1:1 +sbwt none");
    // In the environment, so that the helpers which RabbitMQ starts inherit it.
    environment.put("ERL_ZFLAGS", "-start_epmd false");
    environment.put("ERL_EPMD_PORT", Integer.toString(nowhere));
    Optional<String> broker = installation.brokerPlugin();
    if (options.plugins().isEmpty() && broker.isPresent()) {
      // Of the folders here only the names count; the code is found with the server's script.
      Path plugins = folder.resolve("plugins");
      Files.createDirectories(plugins.resolve(broker.get()));
      environment.put("RABBITMQ_PLUGINS_DIR", plugins.toString());
    }
    return builder;
  }

  /** Erlang is told itself: a node with a name is one before RabbitMQ reads its settings. */
  private static String tickTime(RabbitBrokerOptions options) {
    String seconds = options.settings().get("net_ticktime");
    return seconds == null ? "" : " -kernel net_ticktime " + seconds;
  }

  private Map<String, String> settings(RabbitBrokerOptions options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listeners.tcp.1", host + ":" + port);
    settings.put("log.file", "false");
    settings.put("log.console", "true");
    settings.put("log.console.level", "info");
    // Tests must not depend on how full this machine is.
    settings.put("disk_free_limit.absolute", "1MB");
    settings.put("vm_memory_high_watermark.absolute", "1GB");
    RabbitBrokerOptions.Tls tls = options.tls();
    if (tls != null) {
      settings.put("listeners.ssl.1", host + ":" + tlsPort);
      settings.put("ssl_options.cacertfile", tls.authority().toAbsolutePath().toString());
      settings.put("ssl_options.certfile", tls.certificate().toAbsolutePath().toString());
      settings.put("ssl_options.keyfile", tls.key().toAbsolutePath().toString());
      settings.put("ssl_options.verify", "verify_peer");
      settings.put(
          "ssl_options.fail_if_no_peer_cert", Boolean.toString(tls.clientCertificateRequired()));
    }
    RabbitBrokerOptions.Place place = options.place();
    if (place != null) {
      settings.put("cluster_formation.peer_discovery_backend", "classic_config");
      for (String member : place.members()) {
        String key = "cluster_formation.classic_config.nodes." + (settings.size() + 1);
        settings.put(key, "rabbit@" + member);
      }
    }
    settings.putAll(options.settings());
    return settings;
  }

  private static void writeCookie(Path cookie) throws IOException {
    if (!Files.exists(cookie)) {
      Files.writeString(cookie, "ACSEXPORTTEST");
      Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
    }
  }
}
