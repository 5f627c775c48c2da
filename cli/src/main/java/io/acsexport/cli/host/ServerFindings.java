package io.acsexport.cli.host;

import io.acsexport.cli.cloudstack.AcsVersion;
import io.acsexport.cli.cloudstack.ManagementServer;
import io.acsexport.transport.Notice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Release and libraries of the management server. */
final class ServerFindings {

  /** The module that the adapter's jar defines. */
  private static final String MODULE = "acs-export";

  private static final int TRIED_MAJOR = 4;
  private static final int TRIED_MINOR = 22;

  private final ManagementServer server;
  private final @Nullable AcsVersion version;
  private final UserAccess access;
  private final List<Notice> notices = new ArrayList<>();

  ServerFindings(ManagementServer server, @Nullable AcsVersion version, UserAccess access) {
    this.server = server;
    this.version = version;
    this.access = access;
  }

  List<Notice> look() {
    release();
    adapter();
    classPath();
    return notices;
  }

  private void release() {
    if (version == null) {
      notices.add(
          Notice.warning(
              "CloudStack",
              "its release cannot be told from " + server.libraries(),
              "See that it is 4.20 or newer."));
    } else if (!version.hasEventModule()) {
      notices.add(
          Notice.error(
              "CloudStack",
              "release "
                  + version
                  + " is older than 4.20: the exporter's bus stays idle there and sends nothing",
              "Upgrade CloudStack, or keep its own bus until then."));
    } else if (!version.isBefore(TRIED_MAJOR, TRIED_MINOR + 1)) {
      notices.add(
          Notice.info(
              "CloudStack",
              "release "
                  + version
                  + " in "
                  + server.libraries()
                  + ", newer than those the exporter was made for (4.20 to 4.22)"));
    } else {
      notices.add(Notice.info("CloudStack", "release " + version + " in " + server.libraries()));
    }
  }

  private void adapter() {
    List<Path> found = server.definitionsOf(MODULE);
    if (found.isEmpty()) {
      notices.add(
          Notice.error(
              "event bus",
              "acs-export.jar is not in " + server.libraries() + ", so CloudStack sends no events",
              "Install the package acs-export, and restart cloudstack-management."));
      return;
    }
    if (found.size() > 1) {
      notices.add(
          Notice.error(
              "event bus",
              found.size()
                  + " copies are on CloudStack's class path, and with two CloudStack does not start: "
                  + found.stream().map(Path::toString).collect(Collectors.joining(", ")),
              "Keep the acs-export.jar of the package and delete the others."));
      return;
    }
    Path jar = found.get(0);
    String obstacle = access.obstacle(jar, UserAccess.Right.READ);
    notices.add(
        obstacle == null
            ? Notice.info("event bus", "installed as " + jar)
            : Notice.error(
                "event bus",
                "the user '" + access.user() + "' may not read " + jar + ": " + obstacle,
                "Run: chmod 0644 " + jar));
  }

  private void classPath() {
    String classPath = server.classPath();
    if (classPath != null && !classPath.contains("cloudstack-management/lib/")) {
      notices.add(
          Notice.error(
              "class path",
              "CLASSPATH in "
                  + server.defaults()
                  + " does not name /usr/share/cloudstack-management/lib/*, where the exporter's"
                  + " bus is",
              "Add it, and restart cloudstack-management."));
    }
  }
}
