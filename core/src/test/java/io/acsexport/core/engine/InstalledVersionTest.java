package io.acsexport.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledVersionTest {

  @TempDir private Path home;
  private InstalledVersion running;

  @BeforeEach
  void install() throws IOException {
    Files.writeString(home.resolve("version"), "1.0.0\n");
    jar("kafka", "kafka-transport-1.0.0.jar");
    jar("kafka/ext", "partitioner-1.jar");
    Files.createDirectories(home.resolve("transports/empty"));
    Files.writeString(home.resolve("transports/README"), "no transport");
    running = InstalledVersion.of(home);
  }

  @Test
  void nothingIsDueWhileNothingChanged() throws IOException {
    assertThat(running.restartsDue(InstalledVersion.of(home))).isEmpty();
  }

  @Test
  void aNewReleaseIsOneReasonWhateverElseCameWithIt() throws IOException {
    Files.writeString(home.resolve("version"), "1.1.0\n");
    jar("kafka", "kafka-transport-1.1.0.jar");

    assertThat(running.restartsDue(InstalledVersion.of(home)))
        .containsExactly("acs-export 1.0.0 is running, and 1.1.0 is installed");
  }

  @Test
  void transportsThatCameWentOrChangedAreNamed() throws IOException {
    jar("nats", "nats-transport-3.jar");
    assertThat(running.restartsDue(InstalledVersion.of(home)))
        .containsExactly("the transport in transports/nats was installed since the start");

    jar("kafka/ext", "partitioner-2.jar");
    InstalledVersion withNats = InstalledVersion.of(home);
    assertThat(running.restartsDue(withNats))
        .first()
        .isEqualTo("the transport in transports/kafka is running with other jars than installed");

    Files.delete(home.resolve("transports/nats/nats-transport-3.jar"));
    assertThat(withNats.restartsDue(InstalledVersion.of(home)))
        .containsExactly("the transport in transports/nats is running, and no longer installed");
  }

  @Test
  void aRemovedPackageIsTold() throws IOException {
    assertThat(running.restartsDue(InstalledVersion.of(home.resolve("gone"))))
        .containsExactly("acs-export 1.0.0 is running, and is no longer installed");
  }

  /** As in a build's own folders. */
  @Test
  void whereNoVersionWasEverNamedOnlyTransportsCount() throws IOException {
    Files.delete(home.resolve("version"));
    InstalledVersion unnamed = InstalledVersion.of(home);

    assertThat(unnamed.release()).isNull();
    assertThat(unnamed.restartsDue(unnamed)).isEmpty();
  }

  private void jar(String transport, String name) throws IOException {
    Files.writeString(
        Files.createDirectories(home.resolve("transports").resolve(transport)).resolve(name), "");
  }
}
