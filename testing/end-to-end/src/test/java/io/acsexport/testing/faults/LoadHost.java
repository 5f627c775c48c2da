package io.acsexport.testing.faults;

import io.acsexport.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The surroundings in which {@link LoadJvm} is started, each time the same. */
final class LoadHost {

  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private String shell = "";

  void with(String... jvmOptions) {
    options.addAll(List.of(jvmOptions));
  }

  void environment(String variable, String value) {
    environment.put(variable, value);
  }

  /** Has a shell do something before it becomes the JVM. */
  void after(String command) {
    shell = command + "; ";
  }

  ChildProcess start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", shell + "exec \"$@\"", "sh"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadJvm.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return ChildProcess.start(builder, output, output);
  }
}
