package io.acsexport.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

  private static final String NO_GROUP = "no-such-group-anywhere";

  @TempDir private Path folder;

  private static Map<String, String> contents(String... namesAndTexts) {
    Map<String, String> contents = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      contents.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return contents;
  }

  private static String modeOf(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void withoutTheGroupOnlyTheOwnerMayRead() throws IOException {
    PrivateFiles files = new PrivateFiles(folder, false, NO_GROUP);

    files.write(contents("a", "1", "b", "2"));

    assertThat(files.readableByGroup()).isFalse();
    assertThat(modeOf(folder.resolve("a"))).isEqualTo("rw-------");
    assertThat(folder.resolve("b")).hasContent("2");
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).hasSize(2);
    }
  }

  @Test
  void rootGivesThemToTheGroup() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    PrivateFiles files = new PrivateFiles(folder, false, "daemon");
    assumeTrue(files.readableByGroup(), "needs a group daemon");

    files.write(contents("a", "1"));

    PosixFileAttributes attributes =
        Files.readAttributes(folder.resolve("a"), PosixFileAttributes.class);
    assertThat(attributes.group().getName()).isEqualTo("daemon");
    assertThat(modeOf(folder.resolve("a"))).isEqualTo("rw-r-----");
    assertThat(files.mode()).isEqualTo("0640, group daemon");
  }

  @Test
  void aFileThatIsThereKeepsAllOthersFromBeingWritten() throws IOException {
    Files.writeString(folder.resolve("b"), "old");

    assertThatThrownBy(
            () -> new PrivateFiles(folder, false, NO_GROUP).write(contents("a", "1", "b", "2")))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(folder.resolve("b").toString());
    assertThat(folder.resolve("a")).doesNotExist();
    assertThat(folder.resolve("b")).hasContent("old");
  }

  @Test
  void replacingLeavesNoMomentWithAWiderMode() throws IOException {
    Path open = Files.writeString(folder.resolve("a"), "old");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "untouched");
    Files.createSymbolicLink(folder.resolve("b"), elsewhere);

    new PrivateFiles(folder, true, NO_GROUP).write(contents("a", "1", "b", "2"));

    assertThat(modeOf(open)).isEqualTo("rw-------");
    assertThat(folder.resolve("b")).isRegularFile().hasContent("2");
    assertThat(Files.isSymbolicLink(folder.resolve("b"))).isFalse();
    assertThat(elsewhere).hasContent("untouched");
  }
}
