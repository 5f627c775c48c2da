package io.acsexport.kafka;

import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.jspecify.annotations.Nullable;

/** An operator's partitioner with a defect: there is a body that it cannot digest. */
public final class ChokingPartitioner implements Partitioner {

  static final String POISON = "poison";

  /** Made by Kafka's producer. */
  public ChokingPartitioner() {}

  @Override
  public int partition(
      String topic,
      @Nullable Object key,
      byte @Nullable [] keyBytes,
      @Nullable Object value,
      byte @Nullable [] valueBytes,
      Cluster cluster) {
    if (valueBytes != null && POISON.equals(io.acsexport.kafka.Cluster.text(valueBytes))) {
      throw new ArrayIndexOutOfBoundsException("as the test says");
    }
    return 0;
  }

  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void close() {}
}
