package io.acsexport.testing.packages;

import static io.acsexport.testing.packages.InstalledTree.CONFIGURATION;
import static io.acsexport.testing.packages.InstalledTree.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.engine.InstalledVersion;
import io.acsexport.testing.CapturedEvents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsPrograms(
    value = {"dpkg", "dpkg-deb", "unshare", "nsenter", "runuser"},
    scratchRoot = true)
class DebPackagesIT {

  /** What a class that cannot be loaded, or a jar that is gone, looks like in a log. */
  private static final String BROKEN =
      "NoClassDefFoundError|ClassNotFoundException|LinkageError|ZipException|NoSuchFileException"
          + "|FileNotFoundException|ServiceConfigurationError";

  @TempDir private Path mount;
  @TempDir private Path folder;
  private ScratchRoot root;
  private InstalledTree tree;

  @BeforeEach
  void openRoot() throws IOException {
    root = ScratchRoot.open(mount);
    tree = new InstalledTree(root);
  }

  @AfterEach
  void closeRoot() {
    root.close();
  }

  @Test
  void theyInstallRunAndGoAsTheManualSays() throws Exception {
    root.attempt("deluser", "--quiet", "cloud");
    assertThat(install()).contains("restart cloudstack-management");

    tree.ownersAndModesKeepSecrets();
    assertThat(root.run("getent", "passwd", "cloud")).contains(":/var/lib/cloudstack/management:");
    tree.commandRuns();
    assertThat(install(thirdParty())).isNotNull();
    assertThat(root.run("acs-export", "transports"))
        .containsPattern("dropped +\\S+ +loaded +/usr/share/acs-export/transports/dropped");
    tree.commandSends(capturedEvents());
    tree.adapterExports(folder.resolve("host"));
    tree.declareBean();
    root.write("/etc/acs-export/main.secret", "s3cret\n", "640");

    dpkg("--remove", "acs-export-dropped", "acs-export-kafka", "acs-export-rabbitmq");
    tree.removalWarnedAndKeptTheState(dpkg("--remove", "acs-export"));
    assertThat(root.read(CONFIGURATION)).contains("transport = log");

    dpkg("--purge", "acs-export");
    assertThat(root.path(STATE)).doesNotExist();
    assertThat(root.path(CONFIGURATION)).doesNotExist();
    assertThat(root.read("/etc/acs-export/main.secret")).isEqualTo("s3cret\n");
    assertThat(root.attempt("id", "cloud").exitCode()).as("the user stays").isZero();
    tree.noServiceWasTouched();
  }

  /**
   * What the running engine first needs after the upgrade, it loads from jars that are gone: those
   * of failures, of a log-in, of a stop.
   */
  @Test
  void anUpgradeUnderARunningServerHarmsNothingAndIsTold() throws Exception {
    install();
    tree.configure(
        """
        up { transport = log, start = earliest, settings { file = "%s/up.jsonl" } }
        kafka { transport = kafka, start = earliest, settings { topic = cs
          producer { bootstrap.servers = "127.0.0.1:1", security.protocol = SASL_PLAINTEXT
            sasl.mechanism = SCRAM-SHA-256
            sasl.jaas.config = "org.apache.kafka.common.security.scram.ScramLoginModule required username=a password=b;" } } }
        rabbit { transport = rabbitmq, start = earliest, settings { uri = "amqp://127.0.0.1:1" } }
        """
            .formatted(STATE));
    InstalledVersion running = InstalledVersion.of(root.path("/usr/share/acs-export"));
    String loaded = STATE + "/classes";
    try (HostProcess host =
        HostProcess.start(root, folder.resolve("host"), "-Xlog:class+load=info:file=" + loaded)) {
      host.order("publish");
      long before = classesOf(loaded, "kafka-clients-");

      String said = upgrade();

      assertThat(said).contains("from the next restart of cloudstack-management on");
      assertThat(tree.jars("/usr/share/acs-export/transports/kafka"))
          .noneMatch(jar -> jar.startsWith("acs-export-kafka-transport"));
      assertThat(running.restartsDue(InstalledVersion.of(root.path("/usr/share/acs-export"))))
          .singleElement()
          .asString()
          .endsWith(NewerPackages.VERSION + " is installed");
      host.order("start");
      host.order("publish");
      host.awaitLine("Destination kafka: ");
      host.awaitLine("Destination rabbit: ");
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(root.read(STATE + "/up.jsonl").lines()).hasSize(2));
      tree.configure("up { transport = log, settings { file = \"" + STATE + "/up.jsonl\" } }");
      host.order("publish");
      host.order("stop");
      host.order("publish");
      host.awaitEnd();
      assertThat(host.output()).doesNotContainPattern(BROKEN);
      assertThat(classesOf(loaded, "kafka-clients-")).isGreaterThan(before + 100);
    }
    tree.noServiceWasTouched();
  }

  @Test
  void anUpgradeAndADowngradeKeepConfigurationAndBacklog() throws Exception {
    install();
    String down =
        "main { transport = rabbitmq, start = earliest, settings { uri = \"amqp://127.0.0.1:1\" } }";
    tree.configure(down);
    String operators = root.read(CONFIGURATION);
    String own = "/usr/share/acs-export/transports/kafka/ext/site.txt";
    root.write(own, "ours", "644");
    try (HostProcess host = HostProcess.start(root, folder.resolve("before"))) {
      host.order("publish");
      host.order("stop");
      host.awaitEnd();
    }

    upgrade();

    assertThat(root.read(CONFIGURATION)).isEqualTo(operators);
    assertThat(root.read(CONFIGURATION + ".dpkg-dist")).endsWith("# newer\n");
    tree.ownersAndModesKeepSecrets();
    assertThat(root.run("acs-export", "--version")).isNotEmpty();

    install();

    assertThat(root.read(CONFIGURATION)).isEqualTo(operators);
    tree.ownersAndModesKeepSecrets();
    assertThat(root.read(own)).isEqualTo("ours");
    tree.configure("main { transport = log, settings { file = \"" + STATE + "/main.jsonl\" } }");
    try (HostProcess host = HostProcess.start(root, folder.resolve("after"))) {
      host.order("start");
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(root.path(STATE + "/main.jsonl")).isNotEmptyFile());
      host.order("stop");
      host.awaitEnd();
    }
    assertThat(root.read(STATE + "/main.jsonl").lines()).hasSize(1);
  }

  /** Installs this build's packages. */
  private String install() throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : BuiltPackages.NAMES) {
      String file = "/var/tmp/this-" + name + ".deb";
      if (Files.notExists(root.path(file))) {
        Files.copy(BuiltPackages.deb(name), root.path(file));
      }
      files.add(file);
    }
    return install(files.toArray(String[]::new));
  }

  private String upgrade() throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : BuiltPackages.NAMES) {
      files.add(NewerPackages.deb(root, name));
    }
    return install(files.toArray(String[]::new));
  }

  private String install(String... files) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--install"));
    arguments.addAll(Arrays.asList(files));
    return dpkg(arguments.toArray(String[]::new));
  }

  /** A Java from elsewhere is no package; what the packages ask for is looked at by other means. */
  private String dpkg(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "dpkg",
                "--force-depends",
                "--force-confdef",
                "--force-confold",
                "--force-unsafe-io",
                "--no-triggers"));
    command.addAll(Arrays.asList(arguments));
    return root.run(command.toArray(String[]::new));
  }

  /** A package of somebody else's: one folder, and nothing that tells the exporter of it. */
  private String thirdParty() throws IOException {
    Path transport = root.path("/var/tmp/dropped/usr/share/acs-export/transports/dropped");
    DroppedTransport.pack(Files.createDirectories(transport).resolve("dropped.jar"));
    root.write(
        "/var/tmp/dropped/DEBIAN/control",
        """
        Package: acs-export-dropped
        Version: 1
        Architecture: all
        Depends: acs-export
        Maintainer: Somebody <somebody@example.org>
        Description: a transport of somebody else's
        """,
        "644");
    root.run("dpkg-deb", "--root-owner-group", "-b", "/var/tmp/dropped", "/var/tmp/dropped.deb");
    return "/var/tmp/dropped.deb";
  }

  private long classesOf(String log, String jar) throws IOException {
    return root.read(log).lines().filter(line -> line.contains(jar)).count();
  }

  private Path capturedEvents() throws IOException {
    Path events = folder.resolve("captured.jsonl");
    try (InputStream in = CapturedEvents.class.getResourceAsStream("cloudstack-events.jsonl")) {
      Files.copy(Objects.requireNonNull(in), events);
    }
    return events;
  }
}
