package io.acsexport.core.reload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodTest {

  private static final Path FILE = Path.of("/etc/acs-export/acs-export.conf");
  private static final Map<Path, String> TEXTS =
      Map.of(FILE, "acs-export { \"quoted\" = \u201cx\u201d }\n", Path.of("/etc/x y.conf"), "");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path state;

  @Test
  void whatIsKeptIsReadAgain() throws IOException {
    LastGood lastGood = new LastGood(state, FILE);
    assertThat(lastGood.isPossible()).isTrue();
    assertThat(lastGood.read()).isNull();
    lastGood.keep(Map.of(FILE, "older"), NOW.minusSeconds(9));
    lastGood.keep(TEXTS, NOW);

    assertThat(new LastGood(state, FILE).read()).isEqualTo(new LastGood.Kept(NOW, TEXTS));
    assertThat(new LastGood(state, Path.of("/etc/other.conf")).read()).isNull();
    assertThat(files()).hasSize(1);
  }

  @Test
  void itIsItsOwnersAlone() throws IOException {
    new LastGood(state, FILE).keep(TEXTS, NOW);
    Path file = files().get(0);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(
        requireNonNull(file.getParent()), PosixFilePermissions.fromString("rwxr-xr-x"));
    new LastGood(state, FILE).keep(Map.of(FILE, "password = secret"), NOW);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(requireNonNull(file.getParent()))))
        .isEqualTo("rwx------");
  }

  @Test
  void theSameTextsAreNotWrittenAgain() throws IOException {
    LastGood lastGood = new LastGood(state, FILE);
    lastGood.keep(TEXTS, NOW);
    lastGood.keep(TEXTS, NOW.plusSeconds(60));

    assertThat(requireNonNull(lastGood.read()).savedAt()).isEqualTo(NOW);
  }

  @Test
  void damageIsSaidWithoutTheWordsAndMendedByTheNextOne() throws IOException {
    LastGood lastGood = new LastGood(state, FILE);
    lastGood.keep(TEXTS, NOW);
    Files.writeString(files().get(0), "{ \"texts\": { \"password\" = SECRET }} }");

    assertThatThrownBy(lastGood::read)
        .isInstanceOf(IOException.class)
        .hasMessage(lastGood + " is damaged")
        .hasNoCause();
    lastGood.keep(TEXTS, NOW);
    assertThat(requireNonNull(lastGood.read()).texts()).isEqualTo(TEXTS);
  }

  @Test
  void withoutAStateFolderThereIsNothing() throws IOException {
    LastGood lastGood = new LastGood(state.resolve("absent"), FILE);

    assertThat(lastGood.isPossible()).isFalse();
    assertThat(lastGood.read()).isNull();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
