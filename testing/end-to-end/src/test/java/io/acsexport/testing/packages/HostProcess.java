package io.acsexport.testing.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.cloudstack.framework.events.EventBus;

/** An {@link InstalledHost} in a {@link ScratchRoot}, run as the user of the management server. */
final class HostProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Process process;
  private final Path output;

  private HostProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts one and waits until its bus is configured.
   *
   * @param output where it prints and logs
   */
  static HostProcess start(ScratchRoot root, Path output, String... javaOptions)
      throws IOException {
    String classPath =
        "/usr/share/cloudstack-management/lib/acs-export.jar:"
            + copy(root, EventBus.class)
            + ":"
            + copy(root, InstalledHost.class);
    Process process =
        root.start(
            output,
            "runuser",
            "-u",
            "cloud",
            "--",
            "sh",
            "-c",
            "exec \"$JAVA_HOME/bin/java\" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
                + String.join(" ", javaOptions)
                + " -cp "
                + classPath
                + " "
                + InstalledHost.class.getName());
    HostProcess host = new HostProcess(process, output);
    host.awaitLine("DONE configure");
    return host;
  }

  /** Has an order carried out. */
  void order(String order) throws IOException {
    process.getOutputStream().write((order + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
    awaitLine("DONE " + order);
  }

  /** Waits for its end, which must be a good one. */
  void awaitEnd() throws IOException, InterruptedException {
    process.getOutputStream().close();
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
    assertThat(process.exitValue()).as("%s", output()).isZero();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it has printed or logged such a text. */
  void awaitLine(String text) {
    await("'" + text + "' in " + output)
        .atMost(LIMIT)
        .failFast("it ended: " + output, () -> !process.isAlive() && !output().contains(text))
        .until(() -> output().contains(text));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Copies what a class came from, a jar or a folder, to where the user can read it. */
  private static String copy(ScratchRoot root, Class<?> type) throws IOException {
    Path from;
    try {
      from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    String to = "/opt/host/" + type.getSimpleName();
    root.run("mkdir", "-p", "/opt/host");
    List<String> copy = List.of("cp", "-r", from.toString(), root.mountPoint() + to);
    assertThat(root.attemptOutside(copy)).matches(result -> result.exitCode() == 0);
    root.run("chmod", "-R", "a+rX", "/opt/host");
    return to;
  }
}
