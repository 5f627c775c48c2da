package io.acsexport.cli.migration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes files that may hold secrets, of which nobody but their owner can read a byte at any
 * moment. Where the owner is root and CloudStack's group is there, that group may read them
 * afterwards, as it must to export.
 */
public final class PrivateFiles {

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> GROUP =
      PosixFilePermissions.fromString("rw-r-----");
  private static final String SUFFIX = ".new";

  private final Path folder;
  private final boolean replace;
  private final @Nullable GroupPrincipal readers;

  /**
   * For the files of one folder.
   *
   * @param replace whether files that are there may be replaced
   * @param group that may read them where we are root and it exists
   */
  public PrivateFiles(Path folder, boolean replace, String group) {
    this.folder = folder;
    this.replace = replace;
    this.readers = "root".equals(System.getProperty("user.name")) ? find(folder, group) : null;
  }

  private static @Nullable GroupPrincipal find(Path folder, String group) {
    try {
      return folder
          .getFileSystem()
          .getUserPrincipalLookupService()
          .lookupPrincipalByGroupName(group);
    } catch (IOException | UnsupportedOperationException unknown) {
      return null;
    }
  }

  /** Whether others than the owner may read what is written. */
  public boolean readableByGroup() {
    return readers != null;
  }

  /** The mode of what is written, as people write it. */
  public String mode() {
    return readers == null ? "0600" : "0640, group " + readers.getName();
  }

  /**
   * Writes files, all or, as far as the disk allows, none.
   *
   * @param contents by file name; written in this order
   * @throws FileAlreadyExistsException when one is there and must not be replaced; none is written
   */
  public void write(Map<String, String> contents) throws IOException {
    for (String name : contents.keySet()) {
      if (!replace && Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(folder.resolve(name).toString());
      }
    }
    Map<Path, Path> prepared = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, String> each : contents.entrySet()) {
        Path target = folder.resolve(each.getKey());
        Path fresh = folder.resolve("." + each.getKey() + SUFFIX);
        Files.deleteIfExists(fresh);
        prepare(fresh, each.getValue());
        prepared.put(fresh, target);
      }
      for (Map.Entry<Path, Path> each : new ArrayList<>(prepared.entrySet())) {
        move(each.getKey(), each.getValue());
      }
    } finally {
      for (Path fresh : List.copyOf(prepared.keySet())) {
        Files.deleteIfExists(fresh);
      }
    }
  }

  private void prepare(Path fresh, String content) throws IOException {
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER));
    Files.writeString(fresh, content, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
    PosixFileAttributeView view =
        Files.getFileAttributeView(fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (readers != null) {
      view.setGroup(readers);
      view.setPermissions(GROUP);
    }
  }

  private void move(Path fresh, Path target) throws IOException {
    if (!replace) {
      Files.move(fresh, target);
      return;
    }
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
