package io.acsexport.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The Erlang shell of a RabbitMQ node, which reads from the node's standard input. A command takes
 * some milliseconds; {@code rabbitmqctl}, which makes the same calls, boots an Erlang machine for
 * each. Used by one thread at a time.
 *
 * <p>The node writes each answer into a file, since the broker logs to the shell's output.
 */
final class ErlangShell {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final OutputStream input;
  private final Path answers;
  private int asked;

  ErlangShell(OutputStream input, Path answers) throws IOException {
    this.input = input;
    this.answers = Files.createDirectories(answers);
  }

  /**
   * Evaluates one expression.
   *
   * @param expression without the full stop at its end
   * @return its value, as Erlang prints it
   * @throws IOException with what Erlang says, if evaluation fails
   */
  synchronized String evaluate(String expression) throws IOException, InterruptedException {
    asked++;
    Path answer = answers.resolve(Integer.toString(asked));
    Path draft = answers.resolve(asked + ".draft");
    Files.deleteIfExists(answer);
    String value =
        "(fun() -> try {ok, begin "
            + expression
            + " end} catch Kind:Reason -> {Kind, Reason} end end)()";
    String print = "unicode:characters_to_binary(io_lib:format(\"~0tp\", [" + value + "]))";
    String from = binary(draft.toString());
    String to = binary(answer.toString());
    tell("file:write_file(" + from + ", " + print + "), file:rename(" + from + ", " + to + ").");
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(answer)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("RabbitMQ did not answer to: " + expression);
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    String text = Files.readString(answer);
    Files.delete(answer);
    if (!text.startsWith("{ok,")) {
      throw new IOException("RabbitMQ refused " + expression + ": " + text);
    }
    return text.substring("{ok,".length(), text.length() - 1);
  }

  /** Writes a command and does not wait. */
  synchronized void tell(String command) throws IOException {
    input.write((command.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** A text as an Erlang binary. */
  static String binary(String text) {
    return "<<\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"/utf8>>";
  }
}
