package io.acsexport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.Settings;
import io.acsexport.transport.Transport;
import io.acsexport.transport.tck.FakeContext;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LogSettingsTest {

  private static final Path FILE = Path.of("/nowhere/events.jsonl");

  @Test
  void withAFileEventsGoThereElseToTheLog() throws Exception {
    assertThat(create(EventFolder.unset())).isInstanceOf(LoggerTransport.class);
    assertThat(create(EventFolder.unset().with("file", FILE))).isInstanceOf(FileTransport.class);
  }

  @Test
  void allProblemsAreTold() throws Exception {
    Settings settings =
        EventFolder.unset().with("file", FILE).with("max-size", "1000 B").with("max-files", 1);
    assertThatThrownBy(() -> create(settings))
        .isInstanceOfSatisfying(
            SettingException.class,
            e ->
                assertThat(e.problems())
                    .extracting(SettingProblem::key)
                    .containsExactly("max-size", "max-files"));
    assertThatThrownBy(() -> create(EventFolder.unset().with("body-limit", -1)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("body-limit");
  }

  @Test
  void settingsOfTheOtherWayAreToldToHaveNoEffect() throws Exception {
    FakeContext log = new FakeContext(EventFolder.unset().with("max-size", "1 MiB"));
    new LogTransportProvider().create(log);
    assertThat(log.notices()).extracting(Notice::subject).containsExactly("max-size");

    FakeContext file =
        new FakeContext(
            EventFolder.unset().with("file", FILE).with("level", "warn").with("body-limit", 1));
    new LogTransportProvider().create(file);
    assertThat(file.notices()).extracting(Notice::subject).containsExactly("level", "body-limit");
  }

  private static Transport create(Settings settings) throws SettingException {
    return new LogTransportProvider().create(new FakeContext(settings));
  }
}
