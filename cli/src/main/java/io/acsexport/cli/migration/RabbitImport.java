package io.acsexport.cli.migration;

import io.acsexport.cli.cloudstack.Bean;
import io.acsexport.cli.cloudstack.PropertyValue;
import io.acsexport.cli.migration.StockSetup.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a destination of a bean of CloudStack's RabbitMQ bus. */
final class RabbitImport {

  private static final String SERVER = "server";
  private static final String PORT = "port";
  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";
  private static final String VIRTUAL_HOST = "virtualHost";
  private static final String EXCHANGE = "exchange";
  private static final String USE_SSL = "useSsl";
  private static final String PROTOCOL = "secureProtocol";
  private static final String RETRY_INTERVAL = "retryInterval";
  private static final String NAME = "name";

  private final DestinationBlock block;
  private final String place;
  private final Bean bean;
  private final Map<String, PropertyValue> left;

  private RabbitImport(DestinationBlock block, Placed placed) {
    this.block = block;
    this.place = placed.described();
    this.bean = placed.bean();
    this.left = new TreeMap<>(bean.properties());
  }

  /** Writes the settings into an open block. */
  static void write(DestinationBlock block, Placed placed) {
    new RabbitImport(block, placed).write();
  }

  private void write() {
    block.plain("transport", "rabbitmq");
    block.open("settings");
    addresses();
    text(USERNAME, USERNAME);
    password();
    text(VIRTUAL_HOST, "virtual-host");
    text(EXCHANGE, EXCHANGE);
    tls();
    left.remove(NAME);
    if (left.remove(RETRY_INTERVAL) != null) {
      block.comment(
          RETRY_INTERVAL + " is left out: the exporter waits 100 ms to 30 s between attempts.");
    }
    for (String property : left.keySet()) {
      block.impossible(
          "Property '" + property + "' of " + place + " is not known and was not taken over.");
    }
    for (String argument : bean.constructorArguments()) {
      block.impossible(
          "Constructor argument '"
              + argument
              + "' of "
              + place
              + " is not known and was not taken over.");
    }
    block.close();
  }

  private void addresses() {
    PropertyValue server = left.remove(SERVER);
    PropertyValue port = left.remove(PORT);
    String key = "addresses";
    if (server == null || port == null) {
      block.impossible(
          place
              + " has no property '"
              + (server == null ? SERVER : PORT)
              + "', without which the stock bus does not start: write addresses.");
      return;
    }
    boolean hostKnown = server.obstacle() == null;
    String obstacle = hostKnown ? port.obstacle() : server.obstacle();
    if (obstacle != null) {
      block.unknown(key, "'" + (hostKnown ? PORT : SERVER) + "' of " + place, obstacle);
      return;
    }
    List<String> addresses = new ArrayList<>();
    for (String host : server.text().split(",", -1)) {
      addresses.add(address(host.strip(), port.text().strip()));
    }
    block.list(key, addresses);
  }

  private static String address(String host, String port) {
    boolean ipv6 = host.chars().filter(character -> character == ':').count() > 1;
    boolean bare = ipv6 && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + port;
  }

  private void text(String property, String key) {
    PropertyValue value = left.remove(property);
    if (value == null) {
      if (!property.equals(VIRTUAL_HOST)) {
        block.impossible(
            place
                + " has no property '"
                + property
                + "', without which the stock bus does not start: write "
                + key
                + ".");
      }
      return;
    }
    String obstacle = value.obstacle();
    if (obstacle != null) {
      block.unknown(key, "'" + property + "' of " + place, obstacle);
    } else if (property.equals(EXCHANGE)) {
      block.text(key, DestinationBlock.literal(value.text().strip()));
    } else {
      block.text(key, value.text().strip());
    }
  }

  private void password() {
    PropertyValue value = left.remove(PASSWORD);
    String obstacle =
        value == null ? "not in the bean" : value.text().isEmpty() ? "empty" : value.obstacle();
    if (value == null || obstacle != null) {
      block.unknownSecret(
          PASSWORD, PASSWORD, "'" + PASSWORD + "' of " + place, String.valueOf(obstacle));
    } else {
      block.secret(PASSWORD, PASSWORD, value.text());
    }
  }

  private void tls() {
    PropertyValue useSsl = left.remove(USE_SSL);
    PropertyValue protocol = left.remove(PROTOCOL);
    @Nullable String obstacle = useSsl == null ? null : useSsl.obstacle();
    if (obstacle != null) {
      block.unknown("tls", "'" + USE_SSL + "' of " + place, obstacle);
    }
    if (useSsl == null || obstacle != null || !Boolean.parseBoolean(useSsl.text().strip())) {
      return;
    }
    block.comment(
        "The stock bus took any certificate. This one wants an authority that Java trusts, or that"
            + " of ca, and the broker's host name in the certificate.");
    if (protocol != null) {
      block.comment(
          PROTOCOL
              + "="
              + protocol.text().strip()
              + " is left out: TLS 1.3 and 1.2 are spoken, older versions are not.");
    }
    block.open("tls");
    block.plain("enabled", "true");
    block.plain("# ca", "/etc/acs-export/rabbitmq-ca.pem");
    block.close();
  }
}
