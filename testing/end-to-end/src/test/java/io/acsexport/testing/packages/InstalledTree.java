package io.acsexport.testing.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What must hold of an installation, whichever kind of package it came from. */
final class InstalledTree {

  static final String CONFIGURATION = "/etc/acs-export/acs-export.conf";
  static final String STATE = "/var/lib/acs-export";
  static final String BEAN_FILE =
      "/etc/cloudstack/management/META-INF/cloudstack/core/spring-event-bus-context.xml";

  private final ScratchRoot root;

  InstalledTree(ScratchRoot root) {
    this.root = root;
  }

  void ownersAndModesKeepSecrets() throws IOException {
    assertThat(stat("/etc/acs-export")).isEqualTo("750 root:cloud");
    assertThat(stat(CONFIGURATION)).isEqualTo("640 root:cloud");
    assertThat(stat(STATE)).isEqualTo("750 cloud:cloud");
    assertThat(stat("/usr/share/acs-export/bin/acs-export")).isEqualTo("755 root:root");
    assertThat(stat("/usr/share/cloudstack-management/lib/acs-export.jar"))
        .isEqualTo("644 root:root");
    assertThat(
            root.run(
                "find",
                "/usr/share/acs-export",
                "!",
                "-type",
                "l",
                "(",
                "!",
                "-user",
                "root",
                "-o",
                "!",
                "-perm",
                "-a+r",
                "-o",
                "-perm",
                "/022",
                ")"))
        .isEmpty();
    assertThat(root.run("id", "-gn", "cloud")).isEqualTo("cloud\n");
  }

  void commandRuns() throws IOException {
    String release = root.read("/usr/share/acs-export/version").strip();
    assertThat(root.run("acs-export", "--version")).isEqualTo("acs-export " + release + "\n");
    assertThat(root.run("acs-export", "check")).contains("No destination is configured");
    assertThat(root.run("acs-export", "transports"))
        .containsPattern("kafka +\\S+ +loaded +/usr/share/acs-export/transports/kafka")
        .containsPattern("log +\\S+ +loaded +/usr/share/acs-export/transports/log")
        .containsPattern("rabbitmq +\\S+ +loaded +/usr/share/acs-export/transports/rabbitmq");
    assertThat(
            root.run(
                "bash",
                "-c",
                "source /usr/share/bash-completion/completions/acs-export; complete -p acs-export"))
        .contains("acs-export");
    assertThat(root.run("sh", "-c", "gzip -dc /usr/share/man/man1/acs-export.1.gz"))
        .contains(".TH ACS-EXPORT 1");
  }

  /** With a configuration that writes to a file, which the caller may look at. */
  void commandSends(Path captured) throws IOException {
    configure("main { transport = log, settings { file = /var/tmp/sent.jsonl } }");
    Files.copy(captured, root.path("/var/tmp/events.jsonl"));
    assertThat(root.run("acs-export", "check")).contains("main");
    root.run("acs-export", "send", "/var/tmp/events.jsonl");
    try (Stream<String> events = Files.lines(captured);
        Stream<String> sent = Files.lines(root.path("/var/tmp/sent.jsonl"))) {
      assertThat(sent.count()).isEqualTo(events.count());
    }
  }

  /** As the management server would load it: from its place, as its user. */
  void adapterExports(Path output) throws IOException, InterruptedException {
    configure("main { transport = log, settings { file = \"" + STATE + "/events.jsonl\" } }");
    try (HostProcess host = HostProcess.start(root, output)) {
      host.order("publish");
      host.order("start");
      host.order("publish");
      host.order("stop");
      host.awaitEnd();
    }
    assertThat(root.read(STATE + "/events.jsonl").lines()).hasSize(2);
    assertThat(stat(STATE + "/spool")).isEqualTo("700 cloud:cloud");
  }

  /** The file as the operator would write it: owner and mode stay. */
  void configure(String destinations) throws IOException {
    Files.writeString(
        root.path(CONFIGURATION),
        "acs-export { drain-timeout = 1 s, destinations { " + destinations + " } }\n");
  }

  /** Leaves a bean of the adapter's class behind, which an operator wrote for an older release. */
  void declareBean() throws IOException {
    root.write(
        BEAN_FILE,
        "<beans><bean id=\"eventBus\" class=\"io.acsexport.acs.AcsEventBus\"/></beans>\n",
        "644");
    root.write(BEAN_FILE.replace("event-bus", "other"), "<beans/>\n", "644");
  }

  /** What a removal must have said, and left. */
  void removalWarnedAndKeptTheState(String said) throws IOException {
    assertThat(said).contains(BEAN_FILE).contains("modules 'event' and 'webhook'");
    assertThat(said).doesNotContain("spring-other-context.xml");
    assertThat(stat(STATE + "/spool")).isEqualTo("700 cloud:cloud");
    assertThat(root.path("/usr/share/acs-export/lib")).doesNotExist();
    assertThat(root.path("/usr/share/cloudstack-management/lib/acs-export.jar")).doesNotExist();
  }

  void noServiceWasTouched() {
    assertThat(root.path("/service-calls")).doesNotExist();
  }

  String stat(String file) throws IOException {
    return root.run("stat", "-c", "%a %U:%G", file).strip();
  }

  /** Names of files that the installation would not have without a package of these. */
  List<String> jars(String folder) throws IOException {
    try (Stream<Path> files = Files.list(root.path(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
