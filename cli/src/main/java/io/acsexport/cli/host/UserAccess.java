package io.acsexport.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What another user may do with a file, by owner, group and mode. Access lists and SELinux are not
 * looked at, nor groups of a directory service.
 */
final class UserAccess {

  /** Rights, by the permissions that give them to the owner, the group, the others. */
  enum Right {
    READ(
        PosixFilePermission.OWNER_READ,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OTHERS_READ),
    WRITE(
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.OTHERS_WRITE),
    ENTER(
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_EXECUTE);

    private final PosixFilePermission owner;
    private final PosixFilePermission group;
    private final PosixFilePermission others;

    Right(PosixFilePermission owner, PosixFilePermission group, PosixFilePermission others) {
      this.owner = owner;
      this.group = group;
      this.others = others;
    }
  }

  private static final int NAME = 0;
  private static final int ID_OF_GROUP = 2;
  private static final int PRIMARY_GROUP = 3;
  private static final int MEMBERS = 3;

  private final String user;
  private final Set<String> groups = new HashSet<>();

  /**
   * For a user of the system below a root folder.
   *
   * @param root its {@code etc/passwd} and {@code etc/group} name the user's groups
   */
  UserAccess(String user, Path root) {
    this.user = user;
    String primary = null;
    for (String line : lines(root.resolve("etc/passwd"))) {
      String[] fields = line.split(":", -1);
      if (fields.length > PRIMARY_GROUP && fields[NAME].equals(user)) {
        primary = fields[PRIMARY_GROUP];
      }
    }
    if (primary == null) {
      groups.add(user);
    }
    for (String line : lines(root.resolve("etc/group"))) {
      String[] fields = line.split(":", -1);
      if (fields.length > MEMBERS
          && (fields[ID_OF_GROUP].equals(primary)
              || List.of(fields[MEMBERS].split(",", -1)).contains(user))) {
        groups.add(fields[NAME]);
      }
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException notThere) {
      return List.of();
    }
  }

  String user() {
    return user;
  }

  /**
   * What keeps the user from it, or null: the file or one of the folders above it, with owner and
   * mode.
   */
  @Nullable String obstacle(Path file, Right... rights) {
    if (user.equals("root")) {
      return null;
    }
    Path absolute = file.toAbsolutePath().normalize();
    try {
      Path real = absolute.toRealPath();
      for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
        String closed = refusal(folder, Right.ENTER);
        if (closed != null) {
          return closed;
        }
      }
      return refusal(real, rights);
    } catch (IOException | UnsupportedOperationException unknown) {
      return null;
    }
  }

  private @Nullable String refusal(Path path, Right... rights) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
    for (Right right : rights) {
      PosixFilePermission needed =
          attributes.owner().getName().equals(user)
              ? right.owner
              : groups.contains(attributes.group().getName()) ? right.group : right.others;
      if (!attributes.permissions().contains(needed)) {
        return path
            + " belongs to "
            + attributes.owner().getName()
            + ":"
            + attributes.group().getName()
            + " with mode "
            + PosixFilePermissions.toString(attributes.permissions());
      }
    }
    return null;
  }
}
