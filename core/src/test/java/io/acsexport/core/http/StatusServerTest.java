package io.acsexport.core.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusServerTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  private final List<StatusServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(StatusServer::close);
    // A worker that has left its pool may live on for a moment.
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("acs-export-http")));
  }

  @Test
  void aPageIsServedToAnOrdinaryClient() throws Exception {
    StatusServer server = start(Duration.ofSeconds(10));
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.port() + "/page?x=1"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("a page\n");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
  }

  @Test
  void headHasNoBodyButItsLength() throws Exception {
    String answer = ask("HEAD /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 7\r\n");
    assertThat(answer).endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:1234", "127.0.0.1:9479", "[::1]:9479", "10.1.2.3", "ms1"})
  void addressesAndKnownNamesAreServed(String host) throws Exception {
    assertThat(ask("GET /page HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attacker.example",
        "localhost.attacker.example",
        "127.0.0.1.attacker.example",
        "",
        "localhost:80:80",
        "attacker.example:9479"
      })
  void otherNamesAreRefusedAsDnsRebindingWouldUseThem(String host) throws Exception {
    assertThat(ask("GET /page HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("status.host-names")
        .doesNotContain("a page");
  }

  @ParameterizedTest
  @CsvSource({
    "POST /page HTTP/1.1, 405",
    "OPTIONS /page HTTP/1.1, 405",
    "get /page HTTP/1.1, 405",
    "GET /page HTTP/2.0, 505",
    "GET /page, 400",
    "GET  /page HTTP/1.1, 400",
    "GET page HTTP/1.1, 400",
    "GET http://localhost/page HTTP/1.1, 400",
    "nonsense, 400",
    "GET /other HTTP/1.1, 404",
    "GET /fails HTTP/1.1, 500"
  })
  void whatIsNotServedIsRefused(String line, int status) throws Exception {
    String answer = ask(line + "\r\nHost: localhost\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("Connection: close\r\n");
    assertThat(answer.contains("Allow: GET, HEAD")).isEqualTo(status == 405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: */*",
        "Host: localhost\r\nHost: localhost",
        "Host : localhost",
        "Host: localhost\r\n continued",
        "Host: localhost\r\nno colon"
      })
  void malformedHeadersAreRefused(String headers) throws Exception {
    assertThat(ask("GET /page HTTP/1.1\r\n" + headers + "\r\n\r\n")).startsWith("HTTP/1.1 400");
  }

  @Test
  void aHugeHeaderIsRefusedAndTheClientIsTold() throws Exception {
    assertThat(
            ask(
                "GET /page HTTP/1.1\r\nHost: localhost\r\nCookie: "
                    + "x".repeat(20_000)
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void anEndlessRequestIsCutOff() throws Exception {
    StatusServer server = start(SHORT);
    try (Socket client = connect(server)) {
      OutputStream out = client.getOutputStream();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try {
                  out.write(new byte[64 << 10]);
                  return false;
                } catch (SocketException cut) {
                  return true;
                }
              });
    }
    assertThat(ask(server, "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains("200 OK");
  }

  @Test
  void clientsThatSayNothingMakeRoomForOthers() throws Exception {
    StatusServer server = start(SHORT);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        silent.add(connect(server));
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(ask(server, "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                      .contains("200 OK"));
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aClientThatDoesNotReadIsLetGo() throws Exception {
    StatusServer server = start(SHORT);
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        Socket client = connect(server);
        idle.add(client);
        client
            .getOutputStream()
            .write("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(ask(server, "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                      .contains("200 OK"));
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void aTakenPortIsWaitedFor() throws Exception {
    StatusServer server;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server =
          StatusServer.start(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort()),
              List.of(),
              StatusServerTest::page,
              SHORT,
              Duration.ofMillis(50));
      servers.add(server);
      assertThat(server.port()).isEqualTo(-1);
    }
    await().until(() -> server.port() > 0);
    assertThat(ask(server, "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains("200 OK");
  }

  @Test
  void anAddressThatCannotBeHadHarmsNobody() {
    StatusServer server =
        StatusServer.start(
            InetSocketAddress.createUnresolved("192.0.2.1", 9479), List.of(), path -> null);
    servers.add(server);
    assertThat(server.port()).isEqualTo(-1);
  }

  @Test
  void aClosedServerLetsGoOfItsPort() throws Exception {
    StatusServer server = start(SHORT);
    int port = server.port();
    server.close();
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }
  }

  private static Response page(String path) {
    return switch (path) {
      case "/page" -> Response.text(200, "a page");
      case "/long" -> Response.text(200, "x".repeat(64 << 20));
      case "/fails" -> throw new IllegalStateException("broken");
      default -> Response.text(404, "none");
    };
  }

  private StatusServer start(Duration limit) {
    StatusServer server =
        StatusServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of("ms1"),
            StatusServerTest::page,
            limit,
            Duration.ofMillis(50));
    servers.add(server);
    assertThat(server.port()).isPositive();
    return server;
  }

  private static Socket connect(StatusServer server) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private String ask(String request) throws IOException {
    return ask(start(Duration.ofSeconds(10)), request);
  }

  private static String ask(StatusServer server, String request) throws IOException {
    try (Socket client = connect(server)) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
