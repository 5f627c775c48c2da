package io.acsexport.testing.packages;

import static io.acsexport.testing.packages.InstalledTree.CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.packages.ScratchRoot.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsPrograms(
    value = {"rpm", "rpmbuild", "unshare", "nsenter", "runuser", "useradd"},
    scratchRoot = true)
class RpmPackagesIT {

  private static final Path SCRIPTLETS =
      Path.of("../../distribution/src/main/packages/rpm").toAbsolutePath().normalize();

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
  void theyInstallRunUpgradeAndGoAsTheManualSays() throws Exception {
    root.attempt("userdel", "cloud");
    List<String> files = new ArrayList<>();
    for (String name : BuiltPackages.NAMES) {
      String file = "/var/tmp/" + name + ".rpm";
      Files.copy(BuiltPackages.rpm(name), root.path(file));
      files.add(root.mountPoint() + file);
    }
    assertThat(rpm("--install", files)).contains("restart cloudstack-management");

    tree.ownersAndModesKeepSecrets();
    assertThat(root.run("getent", "passwd", "cloud")).contains(":/var/cloudstack/management:");
    assertThat(rpm("--verify", List.of("--nodeps", "-a"))).isEmpty();
    tree.commandRuns();
    tree.adapterExports(folder.resolve("host"));
    String operators = root.read(CONFIGURATION);

    String newer = root.mountPoint() + NewerPackages.rpm(root, SCRIPTLETS);
    assertThat(rpm("--upgrade", List.of(newer)))
        .contains("from the next restart of cloudstack-management on");

    assertThat(root.read(CONFIGURATION)).isEqualTo(operators);
    assertThat(root.read(CONFIGURATION + ".rpmnew")).isEqualTo("# newer\n");
    tree.ownersAndModesKeepSecrets();
    assertThat(root.read("/usr/share/acs-export/version").strip()).isEqualTo(NewerPackages.VERSION);

    String back = files.get(0);
    rpm("--upgrade", List.of("--oldpackage", back));
    assertThat(root.read(CONFIGURATION)).isEqualTo(operators);
    tree.ownersAndModesKeepSecrets();

    tree.declareBean();
    rpm("--erase", List.of("acs-export-kafka", "acs-export-rabbitmq"));
    tree.removalWarnedAndKeptTheState(rpm("--erase", List.of("acs-export")));
    assertThat(root.read(CONFIGURATION + ".rpmsave")).isEqualTo(operators);
    tree.noServiceWasTouched();
  }

  /**
   * What rpm 4.14 of EL 8 and rpm 4.16 of EL 9 read, and the digests that the latter insists on.
   */
  @Test
  void olderSystemsCanReadAndTrustThem() throws Exception {
    for (String name : BuiltPackages.NAMES) {
      String file = "/var/tmp/" + name + ".rpm";
      Files.copy(BuiltPackages.rpm(name), root.path(file));
      assertThat(root.run("rpm", "-qp", "--qf", "%{PAYLOADCOMPRESSOR} %{FILEDIGESTALGO}", file))
          .as("compression, and SHA-256 of each file")
          .endsWith("gzip 8");
      assertThat(root.run("rpm", "-Kv", "--nosignature", file))
          .contains("Header SHA256 digest: OK", "Payload SHA256 digest: OK");
    }
    assertThat(root.run("rpm", "-qp", "--requires", "/var/tmp/acs-export.rpm"))
        .contains("(java-17-headless or java-21-headless or java-headless >= 1:17)")
        .doesNotContain("cloudstack-management");
    assertThat(root.run("rpm", "-qp", "--recommends", "/var/tmp/acs-export.rpm"))
        .contains("cloudstack-management >= 4.20");
  }

  /** Into the root, from outside; this machine's Java is known to no database of rpm's. */
  private String rpm(String action, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            Arrays.asList("rpm", "--root", root.mountPoint(), "--dbpath", "/var/lib/rpm", action));
    if (!action.equals("--verify")) {
      command.add("--nodeps");
    }
    command.addAll(arguments);
    Result result = root.attemptOutside(command);
    assertThat(result.exitCode()).as("%s", result.output()).isZero();
    // Debian's rpm advises to use other tools.
    return result.output().replaceAll("(?m)^rpm: (RPM should|However assuming).*\n", "");
  }
}
