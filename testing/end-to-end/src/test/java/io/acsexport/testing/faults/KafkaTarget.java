package io.acsexport.testing.faults;

import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.road.PlainConsumer;
import java.util.List;
import java.util.function.Consumer;

/**
 * A topic.
 *
 * @param exporterServers the addresses that the exporter gets
 * @param consumerServers the addresses that the consumer gets
 * @param more further settings of the destination
 */
record KafkaTarget(
    String exporterServers, String consumerServers, String topic, boolean exactlyOnce, String more)
    implements Target {

  static KafkaTarget of(String servers, String topic, boolean exactlyOnce) {
    return new KafkaTarget(servers, servers, topic, exactlyOnce, "");
  }

  @Override
  public String name() {
    return exactlyOnce ? "exactly-once" : "kafka";
  }

  @Override
  public String destination() {
    return "{ transport = kafka, start = earliest, retry { max-delay = 1 s }, send-timeout = 6 s, settings {"
        + " topic = "
        + topic
        + ", exactly-once = "
        + exactlyOnce
        + ", producer { bootstrap.servers = \""
        + exporterServers
        + "\" } "
        + more
        + " } }";
  }

  @Override
  public List<Arrived> arrived() {
    return PlainConsumer.readAll(consumerServers, topic, isolation());
  }

  @Override
  public void eachArrived(Consumer<Arrived> reader) {
    PlainConsumer.readEach(consumerServers, topic, isolation(), reader);
  }

  @Override
  public long size() {
    return PlainConsumer.ends(consumerServers, topic);
  }

  private String isolation() {
    return exactlyOnce ? "read_committed" : "read_uncommitted";
  }

  @Override
  public String toString() {
    return name() + " " + topic;
  }
}
