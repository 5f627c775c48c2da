package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RabbitInstallationTest {

  private static final List<String> NOWHERE = List.of();

  @TempDir Path folder;

  @Test
  void whatTheEnvironmentNamesComesBeforeTheUsualPlaces() throws Exception {
    Path named = program("named/rabbitmq-server");
    Path usual = program("usual/rabbitmq-server");

    assertThat(RabbitInstallation.find(named.toString(), List.of(usual.toString()), null))
        .contains(new RabbitInstallation(named));
    assertThat(RabbitInstallation.find(" ", List.of(usual.toString()), null))
        .contains(new RabbitInstallation(usual));
  }

  @Test
  void aNameThatLeadsNowhereIsAnError() {
    String wrong = folder.resolve("none").toString();

    assertThatThrownBy(() -> RabbitInstallation.find(wrong, NOWHERE, null))
        .hasMessageContaining("RABBITMQ_SERVER")
        .hasMessageContaining(wrong);
  }

  @Test
  void theScriptThatSwitchesUserIsPassedByForTheOneBehindIt() throws Exception {
    Path real = program("lib/rabbitmq-server");
    Path wrapper = program("lib/rabbitmq-script-wrapper");
    Path path = Files.createDirectories(folder.resolve("sbin"));
    Files.createSymbolicLink(path.resolve("rabbitmq-server"), wrapper);

    assertThat(RabbitInstallation.find(null, NOWHERE, "/none" + File.pathSeparator + path))
        .contains(new RabbitInstallation(real.toRealPath()));
  }

  @Test
  void thereMayBeNone() {
    assertThat(RabbitInstallation.find(null, NOWHERE, folder.toString())).isEmpty();
    assertThat(RabbitInstallation.find(null, NOWHERE, null)).isEmpty();
  }

  @Test
  void theBrokerIsKnownByItsPlugin() throws Exception {
    Path server = program("sbin/rabbitmq-server");
    assertThat(new RabbitInstallation(server).brokerPlugin()).isEmpty();

    Files.createDirectories(folder.resolve("plugins/rabbit_common-3.10.8"));
    Files.createDirectories(folder.resolve("plugins/rabbit-3.10.8"));

    assertThat(new RabbitInstallation(server).brokerPlugin())
        .isEqualTo(Optional.of("rabbit-3.10.8"));
  }

  private Path program(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
