package io.acsexport.testing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a test wants its broker. Immutable; each method returns a changed copy.
 *
 * @param folder where the broker keeps its data, configuration and output; made if missing
 * @param overrides settings of {@code server.properties} that win over the harness's own
 * @param listeners further listeners by name, with their security protocol; the listener {@code
 *     PLAINTEXT} is always there and the brokers' own
 * @param advertised what the listener {@code PLAINTEXT} tells clients to connect to instead of its
 *     own address, such as a {@link TcpProxy}'s; null for its own
 * @param heapMegabytes heap of the broker's JVM
 * @param release which broker
 */
public record KafkaBrokerOptions(
    Path folder,
    Map<String, String> overrides,
    Map<String, String> listeners,
    @Nullable String advertised,
    int heapMegabytes,
    KafkaRelease release) {

  /** Copies the maps. */
  public KafkaBrokerOptions {
    overrides = Map.copyOf(overrides);
    listeners = Map.copyOf(listeners);
  }

  /** A small broker without security that creates topics on first use. */
  public static KafkaBrokerOptions in(Path folder) {
    return new KafkaBrokerOptions(folder, Map.of(), Map.of(), null, 128, KafkaRelease.CURRENT);
  }

  /** The same in another folder. */
  public KafkaBrokerOptions movedTo(Path other) {
    return new KafkaBrokerOptions(other, overrides, listeners, advertised, heapMegabytes, release);
  }

  /** With a setting of {@code server.properties}. */
  public KafkaBrokerOptions with(String key, String value) {
    return new KafkaBrokerOptions(
        folder, added(overrides, key, value), listeners, advertised, heapMegabytes, release);
  }

  /** With one more listener, such as {@code withListener("CLIENT", "SASL_PLAINTEXT")}. */
  public KafkaBrokerOptions withListener(String name, String securityProtocol) {
    return new KafkaBrokerOptions(
        folder,
        overrides,
        added(listeners, name, securityProtocol),
        advertised,
        heapMegabytes,
        release);
  }

  /** Sends clients to this {@code host:port}, so that everything passes there. */
  public KafkaBrokerOptions advertisedAs(String address) {
    return new KafkaBrokerOptions(folder, overrides, listeners, address, heapMegabytes, release);
  }

  /** With another heap size; benchmarks want more. */
  public KafkaBrokerOptions withHeapMegabytes(int megabytes) {
    return new KafkaBrokerOptions(folder, overrides, listeners, advertised, megabytes, release);
  }

  /** An older broker. */
  public KafkaBrokerOptions of(KafkaRelease other) {
    return new KafkaBrokerOptions(folder, overrides, listeners, advertised, heapMegabytes, other);
  }

  private static Map<String, String> added(Map<String, String> map, String key, String value) {
    Map<String, String> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
