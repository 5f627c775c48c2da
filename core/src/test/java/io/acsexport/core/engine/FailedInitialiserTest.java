package io.acsexport.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.config.ConfigurationLoader;
import io.acsexport.core.config.ExporterConfig;
import io.acsexport.core.delivery.WorkerState;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full heap meets a broker's client just when it uses a class for the first time. */
class FailedInitialiserTest {

  private static final List<String> EVENTS =
      IntStream.range(0, 20).mapToObj(Integer::toString).toList();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"create", "send", "stage", "thread"})
  void everythingArrivesWithoutARestart(String name) throws Exception {
    try (UnluckyPlugin plugin = new UnluckyPlugin(name);
        TransportCatalog catalog = install(plugin);
        Exporter exporter = Exporter.open(config(catalog, name), "ms1", Clock.systemUTC())) {
      plugin.failures.set(1);
      exporter.start();
      publishAll(exporter);

      await().until(() -> plugin.arrived(name).containsAll(EVENTS));
      assertThat(plugin.arrived(name)).isEqualTo(EVENTS);
      assertThat(plugin.loaders(name)).hasSize(2);
      await().until(() -> status(exporter, name).state() == WorkerState.UP);
    }
  }

  @Test
  void othersGoOnAsTheyAre() throws Exception {
    List<String> names = List.of("calm", "send-one", "send-two");
    try (UnluckyPlugin plugin = new UnluckyPlugin("calm", "send-one", "send-two");
        TransportCatalog catalog = install(plugin);
        Exporter exporter =
            Exporter.open(
                config(catalog, "calm", "send-one", "send-two"), "ms1", Clock.systemUTC())) {
      plugin.failures.set(1);
      exporter.start();
      await().until(() -> names.stream().allMatch(name -> plugin.loaders(name).size() == 1));
      publishAll(exporter);
      for (String name : names) {
        await().until(() -> plugin.arrived(name).containsAll(EVENTS));
        assertThat(plugin.arrived(name)).isEqualTo(EVENTS);
      }
      publishAll(exporter);

      await().until(() -> plugin.arrived("calm").size() == 2 * EVENTS.size());
      assertThat(plugin.loaders("calm")).hasSize(1);
      assertThat(plugin.loaders("send-one")).hasSize(2).containsAll(plugin.loaders("calm"));
      assertThat(plugin.loaders("send-two")).isEqualTo(plugin.loaders("send-one"));
    }
  }

  @Test
  void oneThatFailsForGoodIsBlockedAndDoesNotLoadItselfAgainAndAgain() throws Exception {
    try (UnluckyPlugin plugin = new UnluckyPlugin("send");
        TransportCatalog catalog = install(plugin);
        Exporter exporter = Exporter.open(config(catalog, "send"), "ms1", Clock.systemUTC())) {
      plugin.failures.set(Integer.MAX_VALUE);
      exporter.start();
      publishAll(exporter);

      await().until(() -> status(exporter, "send").retried() >= 2L * EVENTS.size());
      assertThat(plugin.loaders("send")).hasSizeLessThanOrEqualTo(3);
      await().until(() -> status(exporter, "send").state() == WorkerState.BLOCKED);
      assertThat(status(exporter, "send").lastFailure())
          .isNotNull()
          .matches(failure -> failure.code() == FailureCode.TRANSPORT_FAULT)
          .matches(failure -> failure.detail().contains("org.example.unlucky.Client"))
          .matches(failure -> failure.remedy().contains("restart the management server"));
    }
  }

  private TransportCatalog install(UnluckyPlugin plugin) throws Exception {
    plugin.install(folder.resolve("work"), folder.resolve("transports"));
    return TransportCatalog.load(folder.resolve("transports"));
  }

  private ExporterConfig config(TransportCatalog catalog, String... names) throws Exception {
    String destinations =
        String.join(
            "\n",
            Stream.of(names)
                .map(
                    name ->
                        name
                            + " { transport = unlucky, start = earliest, retry {"
                            + " initial-delay = 10 ms, max-delay = 50 ms } }")
                .toList());
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            "acs-export { publish-timeout = 10 s, destinations {\n%s\n}, spool.directory = \"%s\" }"
                .formatted(destinations, folder.resolve("spool")));
    return ConfigurationLoader.load(file, catalog, Map.of()).config();
  }

  private static void publishAll(Exporter exporter) throws PublishRefusedException {
    for (String body : EVENTS) {
      exporter.publish(new PublishRequest(null, "ActionEvent", "T", "s", "VM", "vm", body, null));
    }
  }

  private static WorkerStatus status(Exporter exporter, String name) {
    return Objects.requireNonNull(exporter.status().destinations().get(name));
  }
}
