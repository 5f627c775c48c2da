package io.acsexport.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Settings for the other clients of a destination: connection and security as the producer has
 * them, nothing else of it. Values are secrets in clear.
 */
final class ClientSettings {

  private ClientSettings() {}

  /** For an admin client, whose id tells what it is for. */
  static Map<String, Object> admin(ProducerSettings settings, String purpose, Duration timeout) {
    Map<String, Object> admin = shared(settings, purpose);
    String millis = Long.toString(Math.max(1, timeout.toMillis()));
    admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    return admin;
  }

  /** For the consumer of {@code tail}, which belongs to no group and commits nothing. */
  static Map<String, Object> consumer(ProducerSettings settings) {
    Map<String, Object> consumer = shared(settings, "tail");
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.putAll(settings.consumer());
    consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
    consumer.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return consumer;
  }

  private static Map<String, Object> shared(ProducerSettings settings, String purpose) {
    Map<String, Object> shared = new HashMap<>();
    settings
        .producer()
        .forEach(
            (key, value) -> {
              if (isShared(key)) {
                shared.put(key, value);
              }
            });
    shared.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        settings.value(CommonClientConfigs.CLIENT_ID_CONFIG) + "-" + purpose);
    return shared;
  }

  private static boolean isShared(String key) {
    return key.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
        || key.equals(CommonClientConfigs.CLIENT_DNS_LOOKUP_CONFIG)
        || key.startsWith("security.")
        || key.startsWith("sasl.")
        || key.startsWith("ssl.")
        || key.startsWith("socket.connection.setup.")
        || key.startsWith("config.providers");
  }
}
