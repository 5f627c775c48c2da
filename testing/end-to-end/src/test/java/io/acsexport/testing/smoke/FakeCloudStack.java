package io.acsexport.testing.smoke;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.KafkaBroker;
import io.acsexport.testing.check.AcsPublisher;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * Answers the few commands of CloudStack's API that the script calls, publishes their events
 * through the real adapter, and knows them for {@code listEvents}. Its one thread also stops and
 * starts the broker when asked to.
 */
final class FakeCloudStack implements AutoCloseable {

  /** A fault to have. */
  enum Fault {
    NONE,
    /** An event is in the table and never published. */
    LOSES_USER_CREATE,
    /** A login waits for the broker, as a stock bus would. */
    LOGIN_WAITS_FOR_BROKER
  }

  private final HttpServer server;
  private final AcsPublisher publisher;
  private final KafkaBroker broker;
  private final Fault fault;
  private final List<String> events = new ArrayList<>();
  private final Set<String> accounts = new HashSet<>();
  private String session = "none";

  FakeCloudStack(AcsPublisher publisher, KafkaBroker broker, Fault fault) throws IOException {
    this.publisher = publisher;
    this.broker = broker;
    this.fault = fault;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/client/api", exchange -> answer(exchange, this::command));
    server.createContext("/broker/stop", exchange -> answer(exchange, form -> stopBroker()));
    server.createContext("/broker/start", exchange -> answer(exchange, form -> startBroker()));
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Accounts that were made and not deleted. */
  Set<String> accounts() {
    return accounts;
  }

  private interface Command {
    String run(Map<String, String> form) throws Exception;
  }

  private static void answer(HttpExchange exchange, Command command) throws IOException {
    int status = 200;
    String body;
    try {
      body = command.run(form(exchange));
    } catch (Exception e) {
      status = 531;
      body = "{\"errorresponse\":{\"errorcode\":531,\"errortext\":\"" + e.getMessage() + "\"}}";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  private String command(Map<String, String> form) throws Exception {
    String command = form.getOrDefault("command", "");
    if (!command.equals("login") && !session.equals(form.get("sessionkey"))) {
      throw new IllegalArgumentException("unable to verify user credentials");
    }
    return switch (command) {
      case "login" -> login(form);
      case "createAccount" -> createAccount(form);
      case "createUser" -> createUser(form);
      case "listEvents" ->
          "{\"listeventsresponse\":{\"count\":"
              + events.size()
              + ",\"event\":["
              + String.join(",", events)
              + "]}}";
      case "deleteAccount" -> {
        accounts.remove(form.get("id"));
        yield "{\"deleteaccountresponse\":{\"jobid\":\"" + UUID.randomUUID() + "\"}}";
      }
      default -> throw new IllegalArgumentException("unknown command " + command);
    };
  }

  private String login(Map<String, String> form) throws Exception {
    if (!"admin".equals(form.get("username")) || !"p&ss word".equals(form.get("password"))) {
      throw new IllegalArgumentException("Failed to authenticate user");
    }
    if (fault == Fault.LOGIN_WAITS_FOR_BROKER && !broker.isRunning()) {
      TimeUnit.MILLISECONDS.sleep(1200);
    }
    session = UUID.randomUUID().toString();
    event("USER.LOGIN", "User", UUID.randomUUID().toString());
    return "{\"loginresponse\":{\"username\":\"admin\",\"timeout\":1800,\"sessionkey\":\""
        + session
        + "\"}}";
  }

  private String createAccount(Map<String, String> form) throws Exception {
    String id = UUID.randomUUID().toString();
    accounts.add(id);
    event("ACCOUNT.CREATE", "Account", id);
    return "{\"createaccountresponse\":{\"account\":{\"id\":\""
        + id
        + "\",\"name\":\""
        + form.get("account")
        + "\",\"user\":[{\"id\":\""
        + UUID.randomUUID()
        + "\",\"username\":\""
        + form.get("username")
        + "\"}],\"accounttype\":0}}}";
  }

  private String createUser(Map<String, String> form) throws Exception {
    String id = UUID.randomUUID().toString();
    event("USER.CREATE", "User", id);
    return "{\"createuserresponse\":{\"user\":{\"id\":\""
        + id
        + "\",\"username\":\""
        + form.get("username")
        + "\"}}}";
  }

  private void event(String type, String resourceType, String resource) throws EventBusException {
    String id = UUID.randomUUID().toString();
    // The newest first, as CloudStack lists them.
    events.add(
        0,
        List.of("id=" + id, "username=admin", "type=" + type, "level=INFO", "state=Completed")
            .stream()
            .map(pair -> "\"" + pair.replace("=", "\":\"") + "\"")
            .collect(Collectors.joining(",", "{", "}")));
    if (fault == Fault.LOSES_USER_CREATE && type.equals("USER.CREATE")) {
      return;
    }
    publisher.publish(
        new CapturedEvent(
            0,
            null,
            "ActionEvent",
            type,
            "management-server",
            resourceType,
            resource,
            (long) events.size(),
            id,
            2L,
            null,
            1L,
            null,
            "{\"event\":\"" + type + "\",\"status\":\"Completed\"}"));
  }

  private String stopBroker() throws IOException, InterruptedException {
    broker.stop();
    return "";
  }

  private String startBroker() throws IOException, InterruptedException {
    broker.start();
    return "";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
