package io.acsexport.testing.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The other side of {@link ContenderMain}. Used by one thread. */
final class ContenderProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** A management server runs with this collector. */
  private static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseParallelGC");

  private final String name;
  private final Process process;
  private final Path log;
  private final BufferedReader answers;
  private final Thread hook;
  private final Map<String, Double> opened;

  private ContenderProcess(String name, Process process, Path log)
      throws IOException, InterruptedException {
    this.name = name;
    this.process = process;
    this.log = log;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.hook = new Thread(process::destroyForcibly, "end-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
    this.opened = answer();
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param name of its log file in that folder
   * @param args see {@link Contenders}
   */
  static ContenderProcess start(Path folder, String name, List<String> args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Class<?> main = args.get(0).equals("exporter") ? ContenderMain.class : IsolatedMain.class;
    command.add(main.getName());
    command.addAll(args);
    Path log = Files.createDirectories(folder).resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new ContenderProcess(name, process, log);
  }

  /** Its figures when it was ready. */
  Map<String, Double> opened() {
    return opened;
  }

  /** Gives a command and waits for its figures. */
  Map<String, Double> ask(String command) throws IOException, InterruptedException {
    begin(command);
    return answer();
  }

  /** Gives a command; {@link #answer} must follow. */
  void begin(String command) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Waits for the figures of the command begun. */
  Map<String, Double> answer() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!answers.ready()) {
      if ((!process.isAlive() && !answers.ready()) || System.nanoTime() - deadline > 0) {
        process.destroyForcibly();
        throw new IOException("contender " + name + " failed or did not answer, see " + log);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    String line = answers.readLine();
    if (line == null || !line.startsWith(ContenderMain.ANSWER)) {
      throw new IOException("contender " + name + " said " + line + ", see " + log);
    }
    Map<String, Double> figures = new HashMap<>();
    for (String figure : line.substring(ContenderMain.ANSWER.length()).split(" ", -1)) {
      int equals = figure.indexOf('=');
      if (equals > 0) {
        figures.put(figure.substring(0, equals), Double.valueOf(figure.substring(equals + 1)));
      }
    }
    return figures;
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is exiting; the hook runs or has run.
    }
  }
}
