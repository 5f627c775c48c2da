package io.acsexport.cli.host;

import io.acsexport.cli.cloudstack.AcsVersion;
import io.acsexport.cli.cloudstack.ManagementServer;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.transport.Notice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at a machine, or at a scratch root laid out like one. */
public final class HostCheck {

  private final Path root;
  private final ManagementServer server;

  /**
   * For the system below a root folder.
   *
   * @param root {@code /}, or a scratch root
   */
  public HostCheck(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.server = ManagementServer.below(this.root);
  }

  /**
   * Looks. Where no CloudStack is installed, only at a spool that is there already or whose life is
   * asked for: it then belongs to somebody else's exporter.
   *
   * @param spool as configured, or null where the configuration cannot be used
   * @param files what the configuration is made of
   * @param load for which to say how long the spool lasts, or null
   */
  public HostReport look(@Nullable SpoolOptions spool, Set<Path> files, @Nullable Load load) {
    List<Notice> notices = new ArrayList<>();
    boolean installed = server.isInstalled();
    AcsVersion version = installed ? server.version() : null;
    UserAccess access = installed ? new UserAccess(server.user(), root) : null;
    if (access != null) {
      notices.addAll(new ServerFindings(server, version, access).look());
      notices.addAll(new BeanFindings(server, version).look());
      notices.addAll(FileFindings.look(files, access));
    }
    if (spool != null) {
      Path directory = below(spool.directory());
      if (installed || load != null || Files.isDirectory(directory)) {
        notices.addAll(new SpoolFindings(directory, spool, load).look(access));
      }
    }
    return new HostReport(version == null ? null : version.text(), notices);
  }

  /** Where a path of the system lies in the root. */
  private Path below(Path path) {
    Path top = path.getRoot();
    return top == null ? path : root.resolve(top.relativize(path).toString());
  }
}
