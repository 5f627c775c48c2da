package io.acsexport.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Kafka's own console consumer and console producer, the very classes behind {@code
 * kafka-console-consumer.sh} and {@code kafka-console-producer.sh}, each in a process of its own.
 * They share no code with this project.
 */
public final class KafkaConsole {

  private static final String CONSUMER = "org.apache.kafka.tools.consumer.ConsoleConsumer";
  private static final String PRODUCER = "org.apache.kafka.tools.ConsoleProducer";
  private static final List<String> HEAP = List.of("-Xmx96m");

  private final String bootstrapServers;
  private final Path folder;

  /**
   * For one cluster.
   *
   * @param folder where the output of the tools is kept; made if missing
   */
  public KafkaConsole(String bootstrapServers, Path folder) throws IOException {
    this.bootstrapServers = bootstrapServers;
    this.folder = Files.createDirectories(folder);
  }

  /**
   * Reads a topic from its beginning until it has that many messages or none came for a while.
   *
   * @param idle how long to wait for a message
   * @param more further arguments, such as {@code --formatter-property print.key=true}
   * @return what the consumer printed, one line for each message without line breaks
   */
  public List<String> consume(String topic, int messages, Duration idle, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                ChildMain.class.getName(),
                CONSUMER,
                "--bootstrap-server",
                bootstrapServers,
                "--topic",
                topic,
                "--from-beginning",
                "--max-messages",
                Integer.toString(messages),
                "--timeout-ms",
                Long.toString(idle.toMillis())));
    arguments.addAll(List.of(more));
    Path output = Files.createTempFile(folder, "consumer", ".out");
    Path errors = Files.createTempFile(folder, "consumer", ".err");
    try (ChildProcess tool = ForkedJvm.start(options(), arguments, output, errors)) {
      await(tool, idle.plusSeconds(60), "consumer", errors);
    }
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  /**
   * Writes a script that is to its caller what {@code kafka-console-consumer.sh} of Kafka's own
   * archive is.
   */
  public static Path consumerScript(Path file) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        file,
        """
        #!/bin/sh
        exec '%s' -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
          -Dorg.slf4j.simpleLogger.defaultLogLevel=warn %s -cp '%s' %s "$@"
        """
            .formatted(
                java,
                BrokerArchive.options().stream()
                    .map(option -> "'" + option + "'")
                    .collect(Collectors.joining(" ")),
                ForkedJvm.classPath(),
                CONSUMER));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return file;
  }

  /**
   * Writes one message for each line.
   *
   * @param more further arguments, such as {@code --reader-property parse.key=true}
   */
  public void produce(String topic, List<String> lines, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(PRODUCER, "--bootstrap-server", bootstrapServers, "--topic", topic));
    arguments.addAll(List.of(more));
    Path output = Files.createTempFile(folder, "producer", ".out");
    Path errors = Files.createTempFile(folder, "producer", ".err");
    try (ChildProcess tool = ForkedJvm.start(options(), arguments, output, errors)) {
      // The producer reads standard input to its end, so it needs no watch over it.
      try (OutputStream input = tool.input()) {
        input.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      await(tool, Duration.ofSeconds(60), "producer", errors);
    }
  }

  private static List<String> options() {
    List<String> options = new ArrayList<>(BrokerArchive.options());
    options.addAll(HEAP);
    return options;
  }

  private static void await(ChildProcess tool, Duration limit, String name, Path errors)
      throws IOException, InterruptedException {
    if (!tool.await(limit)) {
      throw new IOException("Kafka's console " + name + " did not end; see " + errors);
    }
    if (tool.exitCode() != 0) {
      throw new IOException(
          "Kafka's console " + name + " ended with " + tool.exitCode() + "; see " + errors);
    }
  }
}
