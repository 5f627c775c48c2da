package io.acsexport.core.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.reload.ReloadStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttentionTest {

  @TempDir Path home;

  @Test
  void packagesThatWereInstalledSinceTheStartAreNamed() throws Exception {
    Files.writeString(home.resolve("version"), "1.0.0\n");
    Path kafka = Files.createDirectories(home.resolve("transports/kafka"));
    Files.createFile(kafka.resolve("kafka-clients-1.jar"));
    Attention attention = Attention.at(home);
    assertThat(attention.get()).isEmpty();

    Files.move(kafka.resolve("kafka-clients-1.jar"), kafka.resolve("kafka-clients-2.jar"));
    assertThat(attention.get())
        .singleElement()
        .asString()
        .startsWith("Restart the management server: ")
        .contains("transports/kafka");

    Files.writeString(home.resolve("version"), "1.1.0\n");
    assertThat(attention.get()).singleElement().asString().contains("1.0.0", "1.1.0");
  }

  @Test
  void aConfigurationThatIsNotInForceIsToldWithTheReason() {
    Attention attention = Attention.at(home);
    Instant at = Instant.parse("2026-01-02T03:04:05Z");
    attention.follow(
        () ->
            new ReloadStatus(
                at,
                true,
                "/etc/x.conf:3: unknown key",
                at,
                List.of("spool.max-size"),
                List.of("a")));

    assertThat(attention.get())
        .hasSize(4)
        .anyMatch(line -> line.contains("2026-01-02T03:04:05Z: /etc/x.conf:3: unknown key"))
        .anyMatch(line -> line.contains("last good configuration is in force"))
        .anyMatch(line -> line.contains("spool.max-size"))
        .anyMatch(line -> line.contains("change of a waits"));
  }
}
