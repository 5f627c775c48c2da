package io.acsexport.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.transport.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSystemKindTest {

  @ParameterizedTest
  @CsvSource({
    "ext4, PLAIN",
    "xfs, PLAIN",
    "tmpfs, MEMORY",
    "nfs4, NETWORK",
    "NFS, NETWORK",
    "fuse.sshfs, NETWORK",
    "cifs, NETWORK",
    "btrfs, COPY_ON_WRITE",
    "zfs, COPY_ON_WRITE",
    "overlay, LAYERED",
  })
  void typesAreToldApart(String type, FileSystemKind kind) {
    assertThat(FileSystemKind.of(type)).isEqualTo(kind);
    Notice notice = kind.notice("spool", type);
    assertThat(notice == null).isEqualTo(kind == FileSystemKind.PLAIN);
    assertThat(notice == null || notice.message().contains(type)).isTrue();
    assertThat(notice == null || !notice.remedy().isEmpty()).isTrue();
  }

  @Test
  void aSpoolInMemoryIsSeen() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"));
    Path folder = Files.createTempDirectory(memory, "spool");
    try {
      HostReport report = new HostCheck(Path.of("/")).look(SpoolOptions.in(folder), Set.of(), null);

      assertThat(report.notices())
          .anyMatch(notice -> notice.message().startsWith("is in memory (tmpfs)"));
    } finally {
      Files.delete(folder);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59.9, 59 s",
    "3599, 59 min",
    "22320, 6 h 12 min",
    "360000, 4 d 4 h",
  })
  void timesAreWrittenForPeople(double seconds, String text) {
    assertThat(Amounts.seconds(seconds)).isEqualTo(text);
  }

  @Test
  void rightsFollowOwnerGroupsAndOthersInThisOrder() throws IOException {
    Path folder = Files.createTempDirectory("rights");
    Path file = Files.createFile(folder.resolve("file"));
    String owner = Files.getOwner(file).getName();
    assumeTrue(!owner.equals("root") || Files.isReadable(Path.of("/")));
    try {
      UserAccess stranger = new UserAccess("somebody", folder);
      assertThat(Objects.requireNonNull(stranger.obstacle(file, UserAccess.Right.READ)))
          .startsWith(folder.toRealPath().toString())
          .contains("with mode rwx------");
      assertThat(new UserAccess(owner, folder).obstacle(file, UserAccess.Right.READ)).isNull();
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }
}
