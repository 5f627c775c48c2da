package io.acsexport.core.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is sent is answered or cut off, and asks for no page that an honest client could not.
 */
@Timeout(60)
class RandomRequestsTest {

  private static final int CASES = 1_500;
  private static final String VALID =
      "GET /metrics?x=1 HTTP/1.1\r\nHost: 127.0.0.1:9479\r\nAccept: */*\r\n\r\n";
  private static final List<String> TOKENS =
      List.of(
          "\r\n",
          "\n",
          "\r\n\r\n",
          " ",
          ":",
          "/",
          "//",
          "/../",
          "%2e%2e/",
          "?",
          "#",
          "\u0000",
          "GET",
          "POST ",
          "HEAD",
          "HTTP/1.0",
          "HTTP/9.9",
          "Host: x\r\n",
          "Content-Length: 9\r\n",
          "Transfer-Encoding: chunked\r\n",
          "http://other/",
          "x".repeat(9_000));

  private final RandomGenerator random = new Random(20_261_129);
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  @Test
  void everyRequestIsAnsweredOrCutOff() throws Exception {
    Map<String, Integer> answers = new TreeMap<>();
    try (StatusServer server =
        StatusServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(),
            this::page,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10))) {
      for (int i = 0; i < CASES; i++) {
        answers.merge(ask(server, mutated()), 1, Integer::sum);
      }
      assertThat(ask(server, VALID)).isEqualTo("200");
    }
    assertThat(answers.keySet())
        .contains("200", "400", "405", "cut off")
        .isSubsetOf("200", "400", "403", "404", "405", "431", "505", "cut off");
    assertThat(asked).allMatch(path -> path.startsWith("/") && !path.contains(" "));
  }

  private Response page(String path) {
    asked.add(path);
    return path.equals("/metrics") ? Response.text(200, "ok") : Response.text(404, "none");
  }

  /** The status of the answer. */
  private static String ask(StatusServer server, String request) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client.setSoTimeout(20_000);
      try {
        client.getOutputStream().write(request.getBytes(ISO_8859_1));
        client.shutdownOutput();
        String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(answer).as(request).matches(text -> text.isEmpty() || text.startsWith("HTTP/1"));
        return answer.isEmpty() ? "cut off" : answer.split(" ", 3)[1];
      } catch (SocketException reset) {
        return "cut off";
      }
    }
  }

  private String mutated() {
    StringBuilder text = new StringBuilder(VALID);
    for (int left = 1 + random.nextInt(3); left > 0 && text.length() > 0; left--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end));
        case 2 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
        case 3 -> text.setCharAt(at, (char) random.nextInt(256));
        default -> text.setLength(at + 1);
      }
    }
    return text.toString();
  }
}
