package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.delivery.DeliveryOptions;
import io.acsexport.core.redaction.RedactionOptions;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import io.acsexport.transport.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineConfigurationTest {

  @TempDir Path temp;
  private ConfigurationFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new ConfigurationFolder(temp);
  }

  @Test
  void anEmptyFileMeansDefaultsAndNoDestination() throws ConfigurationException {
    ExporterConfig config = folder.load("").config();

    assertThat(config.node()).isNull();
    assertThat(config.publishTimeout()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.attributes()).isEmpty();
    assertThat(config.redaction()).isEqualTo(RedactionOptions.defaults());
    assertThat(config.spool()).isEqualTo(SpoolOptions.in(Path.of("/var/lib/acs-export/spool")));
    assertThat(config.destinations()).isEmpty();
  }

  @Test
  void nothingIsServedUnlessAnAddressIsGiven() throws ConfigurationException {
    assertThat(folder.load("").config().status()).isEqualTo(StatusConfig.NONE);

    StatusConfig status =
        folder
            .load("acs-export.status { http = \"[::1]:9479\", host-names = ms1.example.com }")
            .config()
            .status();
    assertThat(status.http()).isEqualTo(InetSocketAddress.createUnresolved("[::1]", 9479));
    assertThat(status.hostNames()).containsExactly("ms1.example.com");
  }

  @Test
  void aDestinationHasDefaultsForAllButItsTransport() throws ConfigurationException {
    DestinationConfig main =
        folder
            .load("acs-export.destinations.main { transport = test, settings.name = n }")
            .config()
            .destinations()
            .get(0);

    assertThat(main.name()).isEqualTo("main");
    assertThat(main.provider()).isInstanceOf(TestTransport.class);
    assertThat(main.settings().string("name")).isEqualTo("n");
    assertThat(main.filter().include().categories()).isEmpty();
    assertThat(main.filter().include().types()).isEmpty();
    assertThat(main.filter().include().resourceTypes()).isEmpty();
    assertThat(main.filter().exclude()).isEqualTo(main.filter().include());
    assertThat(main.keyTemplate()).isEqualTo("{resourceUuid}");
    assertThat(main.start()).isEqualTo(StartAt.LATEST);
    assertThat(main.whenFull()).isEqualTo(WhenFull.DROP_OLDEST);
    assertThat(main.delivery()).isEqualTo(DeliveryOptions.defaults());
  }

  private static final String ALL_KEYS =
      """
      acs-export {
        node = ms-1
        publish-timeout = 70 ms
        drain-timeout = 5 s
        attributes { cloud = eu-1 }
        redaction { enabled = off, keys = [a, b], additional-keys = c }
        spool {
          directory = spool
          max-size = 256 MiB
          min-free = 3 GiB
          max-event-size = 2 MiB
          segment-size = 8 MiB
          fsync = always
        }
        status { http = "0.0.0.0:9479", host-names = [ms1, ms2] }
        destinations.main {
          transport = test
          settings { name = x }
          include { category = [ActionEvent], type = ["VM.*"], resource-type = VirtualMachine }
          exclude { category = [UsageEvent], type = ["VM.STOP"], resource-type = [Volume] }
          format = acs
          key = "{category}/{attr.cloud}"
          start = earliest
          when-full = hold
          send-timeout = 12 s
          batch { max-messages = 7, max-bytes = 9 KiB }
          retry { initial-delay = 3 ms, max-delay = 2 m }
        }
      }
      """;

  @Test
  void everyKeyReachesItsPlace() throws ConfigurationException {
    LoadedConfiguration loaded = folder.load(ALL_KEYS);
    ExporterConfig config = loaded.config();

    assertThat(config.node()).isEqualTo("ms-1");
    assertThat(config.publishTimeout()).isEqualTo(Duration.ofMillis(70));
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.attributes()).isEqualTo(Map.of("cloud", "eu-1"));
    assertThat(config.redaction().enabled()).isFalse();
    assertThat(config.redaction().keys()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(config.spool())
        .isEqualTo(
            new SpoolOptions(temp.resolve("spool"), 256L << 20, 3L << 30, 2 << 20, 8 << 20, null));
    assertThat(config.status())
        .isEqualTo(
            new StatusConfig(
                InetSocketAddress.createUnresolved("0.0.0.0", 9479), List.of("ms1", "ms2")));
    DestinationConfig main = config.destinations().get(0);
    assertThat(main.settings().string("name")).isEqualTo("x");
    assertThat(main.filter().include().categories()).containsExactly("ActionEvent");
    assertThat(main.filter().include().types()).containsExactly("VM.*");
    assertThat(main.filter().include().resourceTypes()).containsExactly("VirtualMachine");
    assertThat(main.filter().exclude().categories()).containsExactly("UsageEvent");
    assertThat(main.filter().exclude().types()).containsExactly("VM.STOP");
    assertThat(main.filter().exclude().resourceTypes()).containsExactly("Volume");
    assertThat(main.keyTemplate()).isEqualTo("{category}/{attr.cloud}");
    assertThat(main.start()).isEqualTo(StartAt.EARLIEST);
    assertThat(main.whenFull()).isEqualTo(WhenFull.HOLD);
    assertThat(main.delivery())
        .isEqualTo(
            new DeliveryOptions(
                7, 9 << 10, Duration.ofSeconds(12), Duration.ofMillis(3), Duration.ofMinutes(2)));
  }

  /** Fails when somebody declares a key and forgets to map it above. */
  @Test
  void theTextWithAllKeysHoldsEveryDeclaredKey() throws ConfigurationException {
    Map<String, EffectiveConfiguration.Entry> entries =
        new TreeMap<>(folder.load(ALL_KEYS).effective().entries());
    entries.keySet().removeIf(path -> path.contains(".settings."));

    assertThat(entries).hasSizeGreaterThan(25);
    assertThat(entries.values())
        .allSatisfy(entry -> assertThat(entry.origin()).startsWith("acs-export.conf:"));
  }

  @Test
  void anFsyncTimeIsKept() throws ConfigurationException {
    assertThat(folder.load("acs-export.spool.fsync = 1 s").config().spool().fsync())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void additionalRedactionKeysJoinTheDefaults() throws ConfigurationException {
    assertThat(folder.load("acs-export.redaction.additional-keys = [pin]").config().redaction())
        .satisfies(
            redaction ->
                assertThat(redaction.keys())
                    .contains("pin")
                    .containsAll(RedactionOptions.defaults().keys()));
  }

  @Test
  void destinationsAreSortedByName() throws ConfigurationException {
    String block = " { transport = test, settings.name = n }\n";
    List<DestinationConfig> destinations =
        folder
            .load("acs-export.destinations {\nb" + block + "a-2" + block + "a" + block + "}")
            .config()
            .destinations();

    assertThat(destinations).extracting(DestinationConfig::name).containsExactly("a", "a-2", "b");
  }

  @Test
  void aNullInTheFileIsAsGoodAsNothing() throws ConfigurationException {
    ExporterConfig config =
        folder
            .load("acs-export { node = null, spool.max-size = null, destinations.old = null }")
            .config();

    assertThat(config.node()).isNull();
    assertThat(config.spool().maxSize()).isEqualTo(SpoolOptions.DEFAULT_MAX_SIZE);
    assertThat(config.destinations()).isEmpty();
  }

  @Test
  void settingsOfOneDestinationCanBeTakenForAnother() throws ConfigurationException {
    Settings copy =
        folder
            .load(
                """
                acs-export.destinations {
                  a { transport = test, settings { name = n, count = 9 } }
                  b = ${acs-export.destinations.a}
                  b.settings.name = other
                }
                """)
            .config()
            .destinations()
            .get(1)
            .settings();

    assertThat(copy.string("name")).isEqualTo("other");
    assertThat(copy.integer("count")).isEqualTo(9);
  }
}
