package io.acsexport.cli;

import io.acsexport.core.plugin.TransportCatalog;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The {@code acs-export} command as a program. */
public final class Main {

  private static final String PROPERTY_PREFIX = "acs-export.";
  private static final long SECONDS_TO_END = 5;

  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread command = Thread.currentThread();
    // Ctrl-C: the command is given time to close what it opened and to say what it leaves behind.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (ended.getCount() > 0) {
                    command.interrupt();
                    awaitQuietly(ended);
                  }
                },
                "acs-export-ctrl-c"));
    int exitCode;
    try {
      exitCode =
          run(
              args,
              new PrintWriter(System.out, false, StandardCharsets.UTF_8),
              new PrintWriter(System.err, true, StandardCharsets.UTF_8),
              System.in);
    } finally {
      ended.countDown();
    }
    System.exit(exitCode);
  }

  /**
   * Runs the command in this JVM.
   *
   * @return its exit code
   */
  static int run(String[] args, PrintWriter out, PrintWriter err, InputStream in) {
    String home = System.getProperty(PROPERTY_PREFIX + "home");
    Surroundings surroundings =
        new Surroundings(
            new Terminal(
                out,
                err,
                Boolean.getBoolean(PROPERTY_PREFIX + "terminal.out"),
                Boolean.getBoolean(PROPERTY_PREFIX + "terminal.err"),
                System.getenv()),
            in,
            Boolean.getBoolean(PROPERTY_PREFIX + "terminal.in"),
            System.getenv(),
            Clock.systemUTC(),
            home == null ? null : Path.of(home),
            TransportCatalog::load,
            Main::again);
    return AcsExport.run(surroundings, args);
  }

  /** This program with other arguments, started as the launcher starts it. */
  private static List<String> again(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (String property : System.getProperties().stringPropertyNames()) {
      if (property.startsWith(PROPERTY_PREFIX)) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.add(Main.class.getName());
    command.addAll(arguments);
    return command;
  }

  private static void awaitQuietly(CountDownLatch ended) {
    try {
      if (!ended.await(SECONDS_TO_END, TimeUnit.SECONDS)) {
        System.err.println("acs-export: the transport did not close in time.");
      }
    } catch (InterruptedException e) {
      // The JVM is ending; there is nobody to tell.
      Thread.currentThread().interrupt();
    }
  }
}
