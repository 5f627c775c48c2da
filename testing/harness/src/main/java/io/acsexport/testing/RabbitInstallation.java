package io.acsexport.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A RabbitMQ server installed on this machine.
 *
 * @param server its start script, which runs it as whoever calls
 */
record RabbitInstallation(Path server) {

  /** Where packages and archives put it; the script of that name on the PATH switches user. */
  private static final List<String> USUAL =
      List.of(
          "/usr/lib/rabbitmq/bin/rabbitmq-server",
          "/usr/lib64/rabbitmq/bin/rabbitmq-server",
          "/usr/local/lib/rabbitmq/bin/rabbitmq-server",
          "/opt/rabbitmq/sbin/rabbitmq-server");

  private static final String USER_SWITCHING_WRAPPER = "rabbitmq-script-wrapper";

  /**
   * Looks for one: first what the system property or environment variable RABBITMQ_SERVER names,
   * then in the usual places, then on the PATH.
   *
   * @throws IllegalStateException if RABBITMQ_SERVER names something that cannot be run
   */
  static Optional<RabbitInstallation> find() {
    String wanted = System.getProperty("RABBITMQ_SERVER", System.getenv("RABBITMQ_SERVER"));
    return find(wanted, USUAL, System.getenv("PATH"));
  }

  static Optional<RabbitInstallation> find(
      @Nullable String wanted, List<String> usual, @Nullable String path) {
    if (wanted != null && !wanted.isBlank()) {
      Path server = Path.of(wanted);
      if (!isProgram(server)) {
        throw new IllegalStateException("RABBITMQ_SERVER is " + wanted + ", which cannot be run.");
      }
      return Optional.of(new RabbitInstallation(server));
    }
    List<Path> candidates = new ArrayList<>(usual.stream().map(Path::of).toList());
    if (path != null) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        candidates.add(withoutWrapper(Path.of(folder, "rabbitmq-server")));
      }
    }
    return candidates.stream()
        .filter(RabbitInstallation::isProgram)
        .findFirst()
        .map(RabbitInstallation::new);
  }

  /**
   * The name, with its version, of the plugin that is the broker itself; empty where this
   * installation is laid out in another way.
   */
  Optional<String> brokerPlugin() throws IOException {
    Path plugins = server.toRealPath().resolveSibling("../plugins").normalize();
    if (!Files.isDirectory(plugins)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(plugins)) {
      return all.map(plugin -> plugin.getFileName().toString())
          .filter(name -> name.matches("rabbit-[0-9].*"))
          .findFirst();
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static Path withoutWrapper(Path script) {
    try {
      Path real = script.toRealPath();
      return real.endsWith(USER_SWITCHING_WRAPPER)
          ? real.resolveSibling("rabbitmq-server")
          : script;
    } catch (IOException e) {
      return script; // It does not exist, which the caller finds out as well.
    }
  }
}
