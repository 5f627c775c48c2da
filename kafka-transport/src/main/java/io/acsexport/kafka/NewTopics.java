package io.acsexport.kafka;

import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * How missing topics are created, where the operator wants that; what is empty is left to the
 * brokers.
 */
record NewTopics(Optional<Integer> partitions, Optional<Short> replicationFactor) {

  static final String KEY = "create-topics";
  private static final String PARTITIONS = "partitions";
  private static final String REPLICATION_FACTOR = "replication-factor";

  static final SettingSpec SPEC =
      SettingSpec.group(
          KEY,
          SettingSpecs.of(
              SettingSpec.of(
                  PARTITIONS,
                  SettingType.INTEGER,
                  "Partitions of a topic that is created; by default as many as the brokers say."),
              SettingSpec.of(
                  REPLICATION_FACTOR,
                  SettingType.INTEGER,
                  "Copies of each partition; by default as many as the brokers say.")),
          "Where this block is there, even empty, a topic that is missing is created before the"
              + " first event for it. Needs the permission Create.");

  /** What the operator wrote, or null where topics are not to be created. */
  static @Nullable NewTopics read(Settings settings, List<SettingProblem> problems) {
    if (!settings.isExplicit(KEY)) {
      return null;
    }
    Settings block = settings.group(KEY);
    return new NewTopics(
        number(block, PARTITIONS, Integer.MAX_VALUE, problems),
        number(block, REPLICATION_FACTOR, Short.MAX_VALUE, problems).map(Integer::shortValue));
  }

  NewTopic named(String topic) {
    return new NewTopic(topic, partitions, replicationFactor);
  }

  private static Optional<Integer> number(
      Settings block, String key, int most, List<SettingProblem> problems) {
    if (!block.has(key)) {
      return Optional.empty();
    }
    int value = block.integer(key);
    if (value < 1 || value > most) {
      problems.add(
          new SettingProblem(KEY + "." + key, value + " is not a number from 1 to " + most));
    }
    return Optional.of(value);
  }
}
