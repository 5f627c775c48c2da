package io.acsexport.core.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the control socket of a spool is: in a folder of its own, which only the owner may enter.
 *
 * @param path of the socket
 */
public record ControlSocket(Path path) {

  /** The version of the protocol spoken here. */
  public static final int PROTOCOL = 1;

  /** Systems allow 104 or 108 bytes, the end mark included. */
  static final int LONGEST_PATH = 100;

  /** That of a spool, whether it is there or not. */
  public static ControlSocket of(Path spoolDirectory) {
    return new ControlSocket(
        spoolDirectory.toAbsolutePath().resolve("run").resolve("control.sock"));
  }

  /** The folder of its spool. */
  Path spool() {
    return path.resolveSibling("").resolveSibling("");
  }

  /** Whether a system can have a socket of so long a path. */
  public boolean fits() {
    return bytes() <= LONGEST_PATH;
  }

  int bytes() {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Makes the folder, or the one that is there its owner's alone, and removes what a process that
   * is gone left in it. Only for whoever holds the spool's lock: no other can live then.
   */
  void prepare() throws IOException {
    Path folder = path.resolveSibling("");
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Files.deleteIfExists(path);
  }

  /** Makes the socket its owner's alone; the folder already keeps all others out. */
  void restrict() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }
}
