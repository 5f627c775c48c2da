package io.acsexport.cli.host;

import io.acsexport.transport.Notice;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kinds of file systems, as far as they differ for a log that must not lose what it took. */
enum FileSystemKind {
  /** In memory: gone with the power. */
  MEMORY,
  /** On another machine. */
  NETWORK,
  /** Writes everything to a new place. */
  COPY_ON_WRITE,
  /** The upper layer of a container. */
  LAYERED,
  /** A plain one, or one that is not known. */
  PLAIN;

  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final Set<String> COPYING = Set.of("btrfs", "zfs", "bcachefs", "nilfs2");
  private static final Set<String> LAYERS = Set.of("overlay", "overlayfs", "aufs");
  private static final Set<String> REMOTE =
      Set.of("cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "lustre", "afs", "virtiofs");

  /** That of a type as the system names it. */
  static FileSystemKind of(String type) {
    String name = type.toLowerCase(Locale.ROOT);
    if (IN_MEMORY.contains(name)) {
      return MEMORY;
    }
    if (REMOTE.contains(name) || name.startsWith("nfs") || name.startsWith("fuse.")) {
      return NETWORK;
    }
    if (COPYING.contains(name)) {
      return COPY_ON_WRITE;
    }
    return LAYERS.contains(name) ? LAYERED : PLAIN;
  }

  /** What there is to say about a spool on it, or null. */
  @Nullable Notice notice(String subject, String type) {
    return switch (this) {
      case PLAIN -> null;
      case MEMORY ->
          Notice.warning(
              subject,
              "is in memory ("
                  + type
                  + "): what is not delivered is lost with the next restart of"
                  + " the machine",
              "Put spool.directory on a disk.");
      case NETWORK ->
          Notice.warning(
              subject,
              "is on a network or user-space file system ("
                  + type
                  + "): while it does not answer, events are refused, and its locks and syncs may"
                  + " promise less than a disk's",
              "Put spool.directory on a disk of this machine.");
      case COPY_ON_WRITE ->
          Notice.warning(
              subject,
              "is on a file system that copies on write ("
                  + type
                  + "): syncs are slower, and space kept ready does not help once it is full",
              "Put spool.directory on ext4 or xfs, or watch that it never fills up.");
      case LAYERED ->
          Notice.warning(
              subject,
              "is in a container's own layer ("
                  + type
                  + "): what is not delivered is lost with the container",
              "Mount a volume at spool.directory.");
    };
  }
}
