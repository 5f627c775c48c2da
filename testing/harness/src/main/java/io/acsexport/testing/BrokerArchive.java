package io.acsexport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The broker's classes as the JVM itself stores them (application class data sharing): a node then
 * starts with half the work. Made by the first node of a build, in the harness's build folder;
 * where there is none, as in the demo, or it cannot be made, nodes start without it.
 */
final class BrokerArchive {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** None where there is no archive. */
  private static final List<String> OPTIONS = prepare();

  private BrokerArchive() {}

  /** The options by which a JVM uses it, whose class path begins with {@link ForkedJvm#jars}. */
  static List<String> options() {
    return OPTIONS;
  }

  private static List<String> prepare() {
    // Jars carry their versions in their names; the JVM looks at their times itself.
    int version =
        (System.getProperty("java.vm.version") + ForkedJvm.jars(KafkaRelease.CURRENT)).hashCode();
    Path build = ForkedJvm.own().getParent();
    if (build == null || !build.endsWith("target")) {
      return List.of();
    }
    Path archive = build.resolve("broker-" + Integer.toHexString(version) + ".jsa");
    try {
      if (!Files.exists(archive)) {
        make(archive, Files.createTempDirectory(build, "broker-archive-"));
      }
      return List.of("-XX:SharedArchiveFile=" + archive);
    } catch (IOException e) {
      System.err.println("Brokers start without an archive of their classes: " + e);
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static void make(Path archive, Path folder) throws IOException, InterruptedException {
    Path classes = folder.resolve("classes");
    try (KafkaBroker broker = KafkaBroker.prepare(KafkaBrokerOptions.in(folder))) {
      broker.startWith("-XX:DumpLoadedClassList=" + classes);
      broker.stop();
    }
    Path made = folder.resolve("archive");
    List<String> command = new ArrayList<>(ForkedJvm.java());
    command.addAll(
        List.of(
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + classes,
            "-XX:SharedArchiveFile=" + made,
            "-cp",
            ForkedJvm.jars(KafkaRelease.CURRENT)));
    Path output = folder.resolve("dump.log");
    try (ChildProcess dump = ChildProcess.start(new ProcessBuilder(command), output, output)) {
      if (!dump.await(LIMIT) || dump.exitCode() != 0 || !Files.exists(made)) {
        throw new IOException("no archive was made: " + ChildProcess.endOf(output));
      }
    }
    Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
