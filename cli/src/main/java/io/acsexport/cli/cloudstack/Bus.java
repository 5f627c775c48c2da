package io.acsexport.cli.cloudstack;

import org.jspecify.annotations.Nullable;

/** The event buses that can be told from the class of a bean. */
public enum Bus {
  /** CloudStack's own for Kafka. */
  KAFKA("org.apache.cloudstack.mom.kafka.KafkaEventBus"),
  /** CloudStack's own for RabbitMQ. */
  RABBITMQ("org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus"),
  /** CloudStack's own within the process. */
  IN_MEMORY("org.apache.cloudstack.mom.inmemory.InMemoryEventBus"),
  /** The exporter's. */
  EXPORTER("io.acsexport.acs.AcsEventBus");

  private final String className;

  Bus(String className) {
    this.className = className;
  }

  /** The class of its beans. */
  public String className() {
    return className;
  }

  /** Whether it sends to a broker as the exporter does. */
  public boolean isStockBroker() {
    return this == KAFKA || this == RABBITMQ;
  }

  /** The bus of this class, or null where it is none of these. */
  public static @Nullable Bus of(@Nullable String className) {
    for (Bus bus : values()) {
      if (bus.className.equals(className)) {
        return bus;
      }
    }
    return null;
  }
}
