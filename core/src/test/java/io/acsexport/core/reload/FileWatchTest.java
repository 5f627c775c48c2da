package io.acsexport.core.reload;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.config.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

  @TempDir Path folder;

  /** An hour later, so that no time of a file is recent: what is not changed is not read again. */
  private final SetClock clock = new SetClock(Instant.now().plus(Duration.ofHours(1)));

  private final FileWatch watch = new FileWatch(clock);
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("a.conf"), "one");
    know(file);
  }

  @Test
  void whatIsAsItWasIsNoChange() throws IOException {
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isFalse();
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isFalse();
  }

  @Test
  void aChangeCountsWhenTwoLooksFindTheSame() throws IOException {
    Files.writeString(file, "tw");
    assertThat(watch.look()).isFalse();
    Files.writeString(file, "two");
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
  }

  @Test
  void aChangeThatIsTakenBackIsNone() throws IOException {
    Files.writeString(file, "two");
    assertThat(watch.look()).isFalse();
    Files.writeString(file, "one");
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isFalse();
  }

  @Test
  void aChangeBetweenTheReadingAndTheFirstLookIsSeen() throws IOException {
    Files.writeString(file, "two");
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
  }

  @Test
  void sameSizeAndTimeHideNoChange() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    assertThat(watch.look()).isFalse();
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, time);
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
  }

  @Test
  void twoChangesWithinOneTickOfTheClockAreBothSeen() throws IOException {
    SetClock real = new SetClock(Files.getLastModifiedTime(file).toInstant());
    FileWatch early = new FileWatch(real);
    early.know(digests(file));
    assertThat(early.look()).isFalse();
    // What its times say does not matter as long as they are recent.
    Files.writeString(file, "two");
    assertThat(early.look()).isFalse();
    assertThat(early.look()).isTrue();
  }

  @Test
  void aFileThatGoesOrComesIsAChange() throws IOException {
    Path later = folder.resolve("later.secret");
    know(file, later);
    assertThat(watch.look()).isFalse();
    Files.writeString(later, "secret");
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
    know(file, later);
    Files.delete(file);
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
  }

  @Test
  void anEditorThatWritesANewFileAndMovesItIsNoticedOnce() throws IOException {
    Path fresh = Files.writeString(folder.resolve("a.conf.new"), "two");
    Files.delete(file);
    assertThat(watch.look()).isFalse();
    Files.move(fresh, file);
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
    know(file);
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isFalse();
  }

  @Test
  void swappingALinkToAFolderIsAChangeOfTheFilesBelow() throws IOException {
    // As Kubernetes mounts: key -> ..data/key, ..data -> ..2026_1, and ..data is swapped.
    FileTime time = FileTime.fromMillis(1_000_000);
    for (String version : new String[] {"..2026_1", "..2026_2"}) {
      Path content = Files.createDirectory(folder.resolve(version)).resolve("key");
      Files.writeString(content, "k" + version.charAt(7));
      Files.setLastModifiedTime(content, time);
    }
    Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
    Path key = Files.createSymbolicLink(folder.resolve("key"), Path.of("..data/key"));
    know(key);
    assertThat(watch.look()).isFalse();
    Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_2"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
  }

  @Test
  void whatComesIntoAFolderOrGrowsInItIsAChange() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    know(plugins);
    assertThat(watch.look()).isFalse();
    Path jar = Files.writeString(plugins.resolve("a.jar"), "half");
    assertThat(watch.look()).isFalse();
    Files.writeString(jar, "half and half");
    assertThat(watch.look()).isFalse();
    assertThat(watch.look()).isTrue();
  }

  private void know(Path... files) {
    watch.know(digests(files));
  }

  private static Map<Path, FileDigest> digests(Path... files) {
    return Stream.of(files).collect(toMap(path -> path, FileDigest::of));
  }
}
