package io.acsexport.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.road.ShortPaths;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CloudStack does with its threads while they publish. */
@Tag("concurrent")
class HostFaultsIT {

  @TempDir(factory = ShortPaths.class)
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"100 ms", "always"})
  void interruptedWithoutLoaderUnderALockAndFromWithin(String fsync) throws Exception {
    FileTarget target = new FileTarget(folder.resolve("out"));
    try (Scenario scenario = new Scenario(folder, target, HostHabit.values().length)) {
      scenario.withHabits().configure("acs-export.spool.fsync = " + fsync).start().publish(1_000);
      target.come();
      scenario.publish(1_000).finish();
      scenario.judge();
      assertThat(scenario.outcomes().accepted())
          .extracting(NumberedEvent::thread)
          .contains(0, 1, 2, 3, HostHabit.values().length);
    }
  }
}
