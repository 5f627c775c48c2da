package io.acsexport.testing.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * This machine's system to install packages in: a copy-on-write view of its root file system, in
 * memory and in a mount namespace of its own, so that nobody else sees it and nothing of it stays.
 * Not thread-safe.
 */
final class ScratchRoot implements AutoCloseable {

  /** Mounts below the folder $1, says so, and stays until its standard input ends. */
  private static final String MOUNT =
      """
      set -e
      mount -t tmpfs -o size=1g,mode=0755 tmpfs "$1"
      mkdir "$1/upper" "$1/work" "$1/root"
      mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
      mount --rbind /proc "$1/root/proc"
      mount --rbind /dev "$1/root/dev"
      echo mounted
      exec cat >/dev/null
      """;

  private static final long LIMIT_SECONDS = 240;

  private final Process namespace;
  private final Path folder;

  /** What a command printed, standard error included, and how it ended. */
  record Result(int exitCode, String output) {}

  private ScratchRoot(Process namespace, Path folder) {
    this.namespace = namespace;
    this.folder = folder;
  }

  /**
   * Makes one.
   *
   * @param folder an empty folder, over which it is mounted for its own processes alone
   * @throws IOException where this user or this kernel cannot; says why
   */
  static ScratchRoot open(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                MOUNT,
                "sh",
                folder.toString())
            .redirectErrorStream(true)
            .start();
    ScratchRoot root = new ScratchRoot(process, folder);
    String line = process.inputReader(UTF_8).readLine();
    if (!"mounted".equals(line)) {
      root.close();
      throw new IOException(line == null ? "unshare ended without a word" : line);
    }
    // Nothing that starts or stops services works in here; whoever tries leaves a trace.
    root.write("/usr/local/sbin/systemctl", "#!/bin/sh\necho \"$0 $*\" >>/service-calls\n", "755");
    for (String name : List.of("service", "invoke-rc.d", "deb-systemd-invoke")) {
      root.run("cp", "/usr/local/sbin/systemctl", "/usr/local/sbin/" + name);
    }
    return root;
  }

  /** Finds out whether one can be made here. */
  static void tryOut() throws IOException {
    Path folder = Files.createTempDirectory("scratch-root");
    try {
      open(folder).close();
    } finally {
      Files.delete(folder);
    }
  }

  /** A file in there, as this JVM can reach it. */
  Path path(String absolute) {
    return Path.of("/proc/" + namespace.pid() + "/root" + folder + "/root" + absolute);
  }

  String read(String absolute) throws IOException {
    return Files.readString(path(absolute));
  }

  /** Writes a file with such an octal mode, and the folders above it. */
  void write(String absolute, String text, String mode) throws IOException {
    Path file = path(absolute);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    run("chmod", mode, absolute);
  }

  /** Runs a command in there that must end well; returns what it printed. */
  String run(String... command) throws IOException {
    Result result = attempt(command);
    if (result.exitCode() != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + result.exitCode() + ": " + result.output());
    }
    return result.output();
  }

  /** Runs a command in there, however it ends. */
  Result attempt(String... command) throws IOException {
    List<String> inside = new ArrayList<>(List.of("chroot", folder + "/root"));
    inside.addAll(List.of(command));
    return attemptOutside(inside);
  }

  /** Runs a command beside it, which finds it at {@link #mountPoint()}. */
  Result attemptOutside(List<String> command) throws IOException {
    Path output = Files.createTempFile("scratch-root", ".out");
    Process process = builder(command).redirectOutput(output.toFile()).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(command + " did not end: " + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command + " ran", e);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /** Starts a command in there that goes on; the caller ends it. */
  Process start(Path output, String... command) throws IOException {
    List<String> inside = new ArrayList<>(List.of("chroot", folder + "/root"));
    inside.addAll(List.of(command));
    return builder(inside).redirectOutput(output.toFile()).start();
  }

  /** Where commands outside of it see it. */
  String mountPoint() {
    return folder + "/root";
  }

  private ProcessBuilder builder(List<String> command) {
    String pid = Long.toString(namespace.pid());
    List<String> entered = new ArrayList<>(List.of("nsenter", "--target", pid, "--mount"));
    entered.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(entered).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME", "/root",
                "LC_ALL", "C.UTF-8",
                "JAVA_HOME", System.getProperty("java.home")));
    return builder;
  }

  /** Everything in it is gone with the last of its processes. */
  @Override
  public void close() {
    namespace.destroyForcibly();
    namespace.onExit().join();
  }
}
