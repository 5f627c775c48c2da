package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.CapturedEvents;
import io.acsexport.testing.check.DeliveryCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The author of a transport has the archive, a JDK and Maven, and nothing else of ours. */
@Tag("concurrent")
class ThirdPartyTransportIT {

  private static final Duration BUILD = Duration.ofMinutes(8);

  @TempDir Path folder;

  @Test
  void theExampleIsBuiltFromTheArchiveAlonePassesTheKitAndDelivers() throws Exception {
    run("unpack", "tar", "-xzf", property("archive").toString(), "-C", folder.toString());
    Path home = onlyFolderIn(folder);
    Path example = home.resolve("examples/file-transport");

    Path repository = withoutOurs(property("local-repository"));
    try {
      run(
          "build",
          property("maven").toString(),
          "-B",
          "-ntp",
          "-f",
          example.toString(),
          "-Dacs-export.repository=" + home.resolve("maven-repository").toUri(),
          "-Dmaven.repo.local=" + repository,
          "package");
    } finally {
      unlink(repository);
    }
    assertThat(Files.readString(folder.resolve("build")))
        .containsPattern("Tests run: [3-9]\\d, Failures: 0, Errors: 0");

    unzip(example.resolve("target/file-transport-1.0.0-plugin.zip"), home.resolve("transports"));
    Path command = home.resolve("bin/acs-export");
    Path file = folder.resolve("events.jsonl");
    Path configuration =
        Road.configurationOf(
            folder.resolve("etc"),
            "60 s",
            "main { transport = file, settings { file = \"" + file + "\" } }");
    String config = configuration.toString();
    assertThat(run("transports", command.toString(), "--config", config, "transports"))
        .containsPattern("file +1\\.0\\.0");

    run("send", command.toString(), "--config", config, "send", capturedEvents().toString());

    DeliveryCheck check = DeliveryCheck.compare(Road.EXPECTED, FileRoad.arrived(file));
    assertThat(check.perfect()).as("%s", check).isTrue();
  }

  private String run(String name, String... command) throws IOException, InterruptedException {
    return FileRoad.run(folder.resolve(name), BUILD, Map.of(), command);
  }

  /**
   * The machine's local repository without what is ours, so that contract and kit can come from
   * nowhere but the archive, and go nowhere but here. A folder of links: what Maven downloads
   * besides lands where it always does.
   */
  private Path withoutOurs(Path local) throws IOException {
    Path links = Files.createDirectory(folder.resolve("local-repository"));
    link(local, links, "io");
    link(local.resolve("io"), Files.createDirectory(links.resolve("io")), "acsexport");
    return links;
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().toString().equals(except)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
      }
    }
  }

  private static void unzip(Path zip, Path to) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          Path file = to.resolve(entry.getName());
          Files.createDirectories(file.getParent());
          Files.copy(in, file);
        }
      }
    }
  }

  private Path capturedEvents() throws IOException {
    Path events = folder.resolve("captured.jsonl");
    try (InputStream in = CapturedEvents.class.getResourceAsStream("cloudstack-events.jsonl")) {
      Files.copy(Objects.requireNonNull(in), events);
    }
    return events;
  }

  /** So that whoever deletes the folder does not even look at the machine's own. */
  private static void unlink(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (Files.isSymbolicLink(entry)) {
          Files.delete(entry);
        } else if (entry.getFileName().toString().equals("io")) {
          unlink(entry);
        }
      }
    }
  }

  private static Path onlyFolderIn(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> folders = entries.filter(Files::isDirectory).toList();
      assertThat(folders).hasSize(1);
      return folders.get(0);
    }
  }

  private static Path property(String name) {
    String value = System.getProperty("acs-export.test." + name);
    return Path.of(Objects.requireNonNull(value, () -> "no " + name + " given"))
        .toAbsolutePath()
        .normalize();
  }
}
