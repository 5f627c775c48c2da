package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.check.Arrived;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Management servers stand in all countries, some without a locale; what is sent is the same. */
@Tag("concurrent")
class PlacesIT {

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "C, Europe/Berlin, en-US",
    "C, Europe/Istanbul, tr-TR",
    "C.UTF-8, Asia/Kathmandu, ar-EG",
  })
  void bodiesAndTimesAreTheSame(String encoding, String zone, String language) throws Exception {
    FileTarget target = new FileTarget(folder.resolve("out"));
    target.come();
    try (Scenario scenario = new Scenario(folder, target, 2)) {
      scenario
          .environment("LC_ALL", encoding)
          .environment("TZ", zone)
          .with("-Duser.language=" + language.substring(0, 2))
          .with("-Duser.country=" + language.substring(3))
          .start()
          .publish(100)
          .finish();
      scenario.judge();
    }
    List<Arrived> arrived = target.arrived();
    assertThat(arrived).isNotEmpty();
    assertThat(arrived)
        .allSatisfy(message -> assertThat(message.headers().get("acs-accepted")).matches(TIME));
  }
}
