package io.acsexport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.Settings;
import io.acsexport.transport.Transport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LogSettingsTest {

  private static final Path FILE = Path.of("/nowhere/events.jsonl");

  @Test
  void withAFileEventsGoThereElseToTheLog() throws Exception {
    assertThat(create(new FakeSettings())).isInstanceOf(LoggerTransport.class);
    assertThat(create(new FakeSettings().with("file", FILE))).isInstanceOf(FileTransport.class);
  }

  @Test
  void allProblemsAreTold() {
    Settings settings =
        new FakeSettings().with("file", FILE).with("max-size", 1000L).with("max-files", 1);
    assertThatThrownBy(() -> create(settings))
        .isInstanceOfSatisfying(
            SettingException.class,
            e ->
                assertThat(e.problems())
                    .extracting(SettingProblem::key)
                    .containsExactly("max-size", "max-files"));
    assertThatThrownBy(() -> create(new FakeSettings().with("body-limit", -1)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("body-limit");
  }

  @Test
  void settingsOfTheOtherWayAreToldToHaveNoEffect() throws Exception {
    FakeContext log = new FakeContext(new FakeSettings().with("max-size", 1L << 20));
    new LogTransportProvider().create(log);
    assertThat(log.notices()).extracting(Notice::subject).containsExactly("max-size");

    FakeContext file =
        new FakeContext(
            new FakeSettings().with("file", FILE).with("level", "warn").with("body-limit", 1));
    new LogTransportProvider().create(file);
    assertThat(file.notices()).extracting(Notice::subject).containsExactly("level", "body-limit");
  }

  private static Transport create(Settings settings) throws SettingException {
    return new LogTransportProvider().create(new FakeContext(settings));
  }
}
