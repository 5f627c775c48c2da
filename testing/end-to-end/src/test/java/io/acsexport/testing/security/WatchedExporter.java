package io.acsexport.testing.security;

import io.acsexport.testing.ChildProcess;
import io.acsexport.testing.road.Road;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A {@link WatchedJvm} with the loosest umask there is and a log of every level. Its folder holds
 * the configuration, what it keeps in {@code state}, and what it printed.
 */
final class WatchedExporter implements AutoCloseable {

  private final Path folder;
  private final ChildProcess process;

  private WatchedExporter(Path folder, ChildProcess process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param environment what its configuration takes from there
   * @param bodies file of what it publishes, one a line
   */
  static WatchedExporter start(Path folder, Map<String, String> environment, Path bodies)
      throws IOException {
    Path logging =
        Files.writeString(
            folder.resolve("logging.properties"),
            """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level = ALL
            io.acsexport.level = ALL
            org.apache.kafka.level = FINE
            com.rabbitmq.level = ALL
            """);
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            "umask 000; exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.config.file=" + logging,
            "-Dacs-export.state=" + state(folder),
            "-cp",
            System.getProperty("java.class.path"),
            WatchedJvm.class.getName(),
            Road.HOME.toString(),
            folder.resolve("acs-export.conf").toString(),
            bodies.toString());
    builder.environment().putAll(environment);
    return new WatchedExporter(
        folder, ChildProcess.start(builder, folder.resolve("out.log"), folder.resolve("err.log")));
  }

  private static Path state(Path folder) {
    return folder.resolve("state");
  }

  /** All that it keeps. */
  Path state() {
    return state(folder);
  }

  /** What it printed: the log, thrown exceptions and, once it has ended, what JMX shows. */
  String printed() throws IOException {
    return Files.readString(folder.resolve("out.log"))
        + Files.readString(folder.resolve("err.log"));
  }

  /** Asks the control socket, and returns greeting and answer. */
  String ask(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(state().resolve("spool/run/control.sock")));
      Writer writer =
          new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
      writer.write(request + "\n");
      writer.flush();
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      StringBuilder answer = new StringBuilder();
      String line = reader.readLine();
      while (line != null) {
        answer.append(line).append('\n');
        line = line.contains("\"ok\":") ? null : reader.readLine();
      }
      return answer.toString();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as a management server ends. */
  void stop() throws IOException, InterruptedException {
    process.input().close();
    if (!process.await(Duration.ofSeconds(60))) {
      throw new IOException("the exporter did not end: " + printed());
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
