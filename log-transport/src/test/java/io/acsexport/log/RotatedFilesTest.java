package io.acsexport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedFilesTest {

  private final Locale before = Locale.getDefault();

  @TempDir Path folder;

  @AfterEach
  void putBack() {
    Locale.setDefault(before);
  }

  @Test
  void namesHaveOrdinaryDigitsInEveryLocale() throws Exception {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    assertThat(RotatedFiles.next(folder.resolve("events")))
        .isEqualTo(folder.resolve("events.000001"));
  }
}
