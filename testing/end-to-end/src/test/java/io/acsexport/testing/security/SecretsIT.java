package io.acsexport.testing.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.testing.EmbeddedAmqp;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.testing.TestAuthority;
import io.acsexport.testing.road.CommandLineRun;
import io.acsexport.testing.road.SaslBroker;
import io.acsexport.testing.road.SaslBroker.Mechanism;
import io.acsexport.testing.road.ShortPaths;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that are known again are put wherever one can stand, brokers refuse them, events that
 * hold them become dead letters; then all that the exporter wrote, answered and printed is
 * searched.
 */
class SecretsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(factory = ShortPaths.class)
  Path folder;

  private final Secrets secrets = new Secrets();
  private final SecretEvents written = new SecretEvents(secrets);
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> outputs = new TreeMap<>();

  private @Nullable EmbeddedAmqp embedded;

  @BeforeEach
  void makeState() throws IOException {
    Files.createDirectory(
        folder.resolve("state"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(temporary());
  }

  @AfterEach
  void closeBroker() throws IOException {
    if (embedded != null) {
      embedded.close();
    }
  }

  @Test
  void noSecretIsWrittenAnsweredOrPrintedAndNoFileIsOpenToOthers() throws Exception {
    try (SaslBroker kafka = SaslBroker.start(folder.resolve("broker"))) {
      int port = freePort();
      configure(kafka, port);
      Path bodies = Files.write(folder.resolve("bodies.txt"), written.bodies());
      Path events = Files.write(folder.resolve("events.jsonl"), written.lines());
      try (WatchedExporter exporter = WatchedExporter.start(folder, environment, bodies)) {
        awaitFailures(exporter);
        lookFromOutside(exporter, port);
        command("pause", "file");
        commands(events, letter());
        command("resume", "file");
        command("pause", "file"); // so that what is kept of it is looked at below
        command("deadletter", "purge", "limited", letter());
        breakTheFile(exporter);
        command("status", "--verbose");
        outputs.put("control socket, with a broken file", exporter.ask("{\"command\":\"status\"}"));
        assertThat(exporter.state().resolve("spool/run/control.sock")).exists();
        assertOwnersAlone(exporter.state());
        exporter.stop();
        outputs.put("log, exceptions and JMX", exporter.printed());
        assertThat(exporter.printed())
            .contains("EventBusException", "JMX io.acsexport:", "JMX kafka.producer", "FINE")
            .contains("authentication-failed");
        assertOwnersAlone(exporter.state());
        configure(kafka, port);
        commandsWithoutExporter(events.toString());
        assertThat(Secrets.isIn(Files.readString(bodies))).isTrue();
        assertNothingFound(exporter.state());
      }
    }
  }

  private void assertNothingFound(Path state) throws IOException {
    Map<String, Object> leaks = new TreeMap<>();
    secrets.foundBelow(state).forEach((file, found) -> leaks.put("state/" + file, found));
    assertThat(temporary()).isDirectoryRecursivelyContaining("glob:**.segment");
    secrets.foundBelow(temporary()).forEach((file, found) -> leaks.put("temporary/" + file, found));
    outputs.forEach(
        (name, text) -> {
          if (Secrets.isIn(text)) {
            leaks.put(name, secrets.foundIn(text) + " in " + around(text));
          }
        });
    for (Path file : List.of(folder.resolve("written.jsonl"))) {
      String text = Files.readString(file);
      assertThat(text).contains("****");
      leaks.putAll(Secrets.isIn(text) ? Map.of(file.toString(), secrets.foundIn(text)) : Map.of());
    }
    assertThat(leaks).isEmpty();
  }

  private static String around(String text) {
    return text.lines().filter(Secrets::isIn).findFirst().orElse("");
  }

  private void configure(SaslBroker kafka, int port) throws Exception {
    try (var admin = kafka.admin()) {
      if (!admin.listTopics().names().get(30, TimeUnit.SECONDS).contains("limited")) {
        NewTopic topic = new NewTopic("limited", Optional.of(1), Optional.empty());
        admin
            .createTopics(List.of(topic.configs(Map.of("max.message.bytes", "2500"))))
            .all()
            .get(30, TimeUnit.SECONDS);
        TestAuthority.in(folder.resolve("tls")).issue("client", "dns:client");
        Files.writeString(
            folder.resolve("jaas.secret"), Mechanism.PLAIN.jaas(secrets.mark("jaas config")));
        Files.writeString(folder.resolve("native.secret"), secrets.mark("native key from a file"));
        Files.writeString(folder.resolve("mq.secret"), secrets.mark("RabbitMQ password") + "\n");
        environment.put("SCRAM_JAAS", Mechanism.SCRAM.jaas(secrets.mark("SCRAM jaas config")));
        environment.put("STORE_SECRET", secrets.mark("keystore password"));
        environment.put("KEY_SECRET", secrets.mark("key password"));
        environment.put("MQ_USERINFO", "acs:" + secrets.mark("RabbitMQ URI") + "@");
        Files.write(
            folder.resolve("environment"),
            environment.entrySet().stream()
                .map(e -> e.getKey() + "='" + e.getValue() + "'")
                .toList());
      }
    }
    String rabbit = rabbit();
    write(
        """
        acs-export {
          node = ms1
          drain-timeout = 1 s
          redaction { additional-keys = [%s] }
          spool { directory = "%s", max-event-size = 64 KiB }
          status { http = "127.0.0.1:%d" }
          destinations {
            plain { transport = kafka, start = earliest, settings { topic = t, producer {
              bootstrap.servers = "%s", security.protocol = SASL_PLAINTEXT, sasl.mechanism = PLAIN
              sasl.jaas.config { file = jaas.secret }
              ssl.keystore.password = ${STORE_SECRET}
              basic.auth.user.info { file = native.secret }
            } } }
            scram { transport = kafka, start = earliest, settings { topic = t, producer {
              bootstrap.servers = "%s", security.protocol = SASL_PLAINTEXT
              sasl.mechanism = SCRAM-SHA-512, sasl.jaas.config = ${SCRAM_JAAS}
            } } }
            store { transport = kafka, start = earliest, settings { topic = t, producer {
              bootstrap.servers = "%s", security.protocol = SSL
              ssl.keystore.location = tls/keys.p12, ssl.keystore.type = PKCS12
              ssl.keystore.password = ${STORE_SECRET}, ssl.key.password = ${KEY_SECRET}
              ssl.truststore.location = tls/keys.p12, ssl.truststore.password = ${STORE_SECRET}
            } } }
            mq { transport = rabbitmq, start = earliest, settings {
              addresses = "%s", username = acs, password { file = mq.secret }
            } }
            mq-uri { transport = rabbitmq, start = earliest, settings {
              uri = "amqp://"${MQ_USERINFO}"%s"
            } }
            limited { transport = kafka, start = earliest, settings { topic = limited, producer {
              bootstrap.servers = "%s", compression.type = none
            } } }
            file { transport = log, start = earliest, settings { file = written.jsonl } }
          }
        }
        """
            .replace("tls/keys.p12", "\"" + folder.resolve("tls/keys.p12") + "\"")
            .formatted(
                SecretEvents.SITE_KEY,
                folder.resolve("state/spool"),
                port,
                kafka.clientServers(),
                kafka.clientServers(),
                kafka.clientServers(),
                rabbit,
                rabbit,
                kafka.bootstrapServers()));
  }

  /** Host and port of a RabbitMQ, or of what speaks its protocol. */
  private String rabbit() throws Exception {
    if (RabbitBroker.isInstalled()) {
      return RabbitBroker.shared().address();
    }
    if (embedded == null) {
      embedded = EmbeddedAmqp.start(Files.createDirectory(folder.resolve("amqp")));
    }
    return embedded.address();
  }

  private void write(String configuration) throws IOException {
    Files.writeString(folder.resolve("acs-export.conf"), configuration);
  }

  /** A configuration that cannot be used, with secrets in clear; the one in force goes on. */
  private void breakTheFile(WatchedExporter exporter) throws IOException {
    String secret = secrets.mark("broken configuration");
    write(
        "acs-export { destinations { plain { transport = kafka, settings { pasword = "
            + secret
            + ", producer { sasl.jaas.config = \"password='"
            + secret
            + "'\", bootstrap.servers = [ } } } }\n");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(exporter.printed()).contains("The one before stays in force"));
  }

  private static void awaitFailures(WatchedExporter exporter) {
    await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(SocketException.class) // until the socket is there
        .untilAsserted(
            () -> {
              assertThat(exporter.isAlive()).as("%s", exporter.printed()).isTrue();
              String status = exporter.ask("{\"command\":\"status\"}");
              assertThat(status.split("\"code\":\"authentication-failed\"", -1))
                  .as("%s", status)
                  .hasSizeGreaterThan(4);
              assertThat(status)
                  .as("%s", status)
                  .contains(
                      "\"deadLetters\":" + SecretEvents.KEYS.size(),
                      "\"code\":\"message-too-large\"");
            });
  }

  private void lookFromOutside(WatchedExporter exporter, int port) throws Exception {
    for (String request :
        List.of(
            "{\"command\":\"status\"}",
            "{\"command\":\"dead-letters\",\"destination\":\"limited\"}",
            "{\"command\":\"" + secrets.mark("unknown control command"))) {
      outputs.put("control socket: " + request.substring(0, 18), exporter.ask(request));
    }
    outputs.remove("control socket: {\"command\":\"Zx7Lea");
    HttpClient client = HttpClient.newHttpClient();
    for (String page : List.of("/", "/metrics", "/health")) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page)).build(),
              HttpResponse.BodyHandlers.ofString());
      outputs.put("HTTP " + page, answer.headers().map() + answer.body());
    }
    assertThat(outputs.get("HTTP /health")).contains("authentication-failed");
  }

  /** Every command that shows something of configuration, events or brokers. */
  private void commands(Path events, String letter) throws Exception {
    String file = events.toString();
    command("config");
    command("check", "--verbose");
    command("status");
    command("explain", "--body", file);
    command("explain", "--json", file);
    command("deadletter", "show", "limited", letter);
    command("deadletter", "show", "--json", "limited", letter);
    command("deadletter", "replay", "limited", letter);
    command("deadletter", "replay", "--json", "limited", "--all");
    command("forget", "limited", "--yes"); // refused, since it is configured
    commandsOnStockFiles();
    command("transports");
    command("send", "--verbose", "--timeout", "1s", file);
    for (String destination : List.of("plain", "store", "mq-uri", "file")) {
      command("tail", destination, "--no-follow", "--verbose");
    }
    command("spool", "stats");
    command("spool", "check");
  }

  /** What the buses of CloudStack had been given in clear goes to files of secrets alone. */
  private void commandsOnStockFiles() throws Exception {
    Path properties =
        Files.writeString(
            folder.resolve("kafka.producer.properties"),
            "bootstrap.servers=kafka1:9092\nsecurity.protocol=SASL_SSL\nsasl.jaas.config="
                + Mechanism.PLAIN.jaas(secrets.mark("jaas config of the stock bus"))
                + "\nssl.keystore.password="
                + secrets.mark("keystore password of the stock bus")
                + "\n");
    Path beans =
        Files.writeString(
            folder.resolve("spring-event-bus-context.xml"),
            """
            <beans xmlns="http://www.springframework.org/schema/beans">
              <bean id="stream" class="org.apache.cloudstack.mom.kafka.KafkaEventBus"/>
              <bean id="bus" class="org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus">
                <property name="server" value="mq1"/>
                <property name="username" value="acs"/>
                <property name="password" value="%s"/>
              </bean>
            </beans>
            """
                .formatted(secrets.mark("password of the stock bus")));
    Path imported = Files.createDirectory(folder.resolve("imported")).resolve("imported.conf");
    String from = beans.toString();
    String more = properties.toString();
    command("import", "--from", from, "--from", more);
    command("import", "--from", from, "--from", more, "--output", imported.toString());
    outputs.put("imported configuration", Files.readString(imported));
    assertThat(secrets.foundBelow(folder.resolve("imported"))).hasSize(3);
  }

  /** Those that work on the spool themselves, and on brokers with clients of their own. */
  private void commandsWithoutExporter(String file) throws Exception {
    command("status");
    command("send", "--verbose", "--timeout", "1s", file);
    command("drain", "--timeout", "1s", "--verbose");
    command("deadletter", "show", "limited", letter());
    command("deadletter", "replay", "limited", letter());
    write(Files.readString(folder.resolve("acs-export.conf")).replace(" limited {", " renamed {"));
    command("forget", "limited", "--yes");
  }

  /** The number of a dead letter. */
  private String letter() throws Exception {
    Matcher number =
        Pattern.compile("\"number\":(\\d+)")
            .matcher(command("deadletter", "list", "--json", "limited").out());
    assertThat(number.find()).isTrue();
    return number.group(1);
  }

  /** Where commands keep what is undelivered. */
  private Path temporary() {
    return folder.resolve("temporary");
  }

  private CommandLineRun command(String... words) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--config",
                folder.resolve("acs-export.conf").toString(),
                "--env-file",
                folder.resolve("environment").toString()));
    all.addAll(List.of(words));
    CommandLineRun run = CommandLineRun.keeping(temporary(), all.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s: %s", all, run).isNotIn(64, 70);
    outputs.put(
        "command " + outputs.size() + ": " + String.join(" ", words), run.out() + run.err());
    return run;
  }

  /** Of everything below the folder, whatever the umask. */
  private static void assertOwnersAlone(Path state) throws IOException {
    Map<String, String> modes = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(state)) {
      for (Path path : tree.toList()) {
        String mode =
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        modes.put(state.relativize(path).toString(), mode);
      }
    }
    assertThat(modes.keySet())
        .anyMatch(name -> name.endsWith(".segment"))
        .anyMatch(name -> name.startsWith("last-good/"))
        .anyMatch(name -> name.startsWith("spool/paused/"))
        .anyMatch(name -> name.startsWith("spool/dead-letters/"))
        .anyMatch(name -> name.endsWith("/purged"))
        .anyMatch(name -> name.endsWith(".id"))
        .anyMatch(name -> name.endsWith(".cursor"));
    assertThat(modes)
        .allSatisfy(
            (name, mode) ->
                assertThat(mode)
                    .as(name)
                    .isEqualTo(Files.isDirectory(state.resolve(name)) ? "rwx------" : "rw-------"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
