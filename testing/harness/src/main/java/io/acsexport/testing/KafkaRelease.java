package io.acsexport.testing;

/**
 * A release of the broker. The older ones, with ZooKeeper, run in modules that depend on theirs of
 * {@code testing/kafka-releases}.
 */
public enum KafkaRelease {
  /** The newest there is. */
  CURRENT("broker.classpath", KafkaNode.class),
  /** The last one with ZooKeeper. */
  V3_9("kafka-3.9.classpath", ZooKeeperKafkaNode.class),
  /** One of the oldest that the client still speaks with. */
  V2_8("kafka-2.8.classpath", ZooKeeperKafkaNode.class),
  /** Too old for the client. */
  V0_10("kafka-0.10.classpath", ZooKeeperKafkaNode.class);

  private final String resource;
  private final Class<?> mainClass;

  KafkaRelease(String resource, Class<?> mainClass) {
    this.resource = resource;
    this.mainClass = mainClass;
  }

  /** The resource that names its jars. */
  String resource() {
    return resource;
  }

  /** What runs it, with the properties file and the file to create as arguments. */
  Class<?> mainClass() {
    return mainClass;
  }

  boolean needsZooKeeper() {
    return mainClass == ZooKeeperKafkaNode.class;
  }
}
