package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What a producer's own metrics say about its connection. Kafka retries quietly and reports a mere
 * time-out at the end; these tell an absent broker from a silent one and from one that refuses.
 */
final class ConnectionState {

  private static final String GROUP = "producer-metrics";

  private ConnectionState() {}

  /** The most telling failure for messages that went unconfirmed for that long. */
  static Failure explain(Map<MetricName, ? extends Metric> metrics, String servers, String waited) {
    // A connection that is only being tried counts as one, too.
    if (value(metrics, "connection-count") < 1 || value(metrics, "connection-creation-total") < 1) {
      return Failure.of(FailureCode.CONNECTION_FAILED, "no broker of " + servers + " is reachable");
    }
    if (value(metrics, "produce-throttle-time-avg") > 0) {
      return Failure.of(
          FailureCode.THROTTLED, "the broker at " + servers + " slows us down under a quota");
    }
    if (value(metrics, "record-retry-total") > 0) {
      return new Failure(
          FailureCode.BROKER_UNAVAILABLE,
          "the brokers at " + servers + " answer but have not taken the events; " + waited,
          "See that enough replicas are in sync (min.insync.replicas) and every partition has a"
              + " leader; delivery goes on by itself.");
    }
    return Failure.of(FailureCode.TIMEOUT, "no answer from " + servers + "; " + waited);
  }

  /** Whether a broker is connected and has answered. */
  static boolean isUp(Map<MetricName, ? extends Metric> metrics) {
    return value(metrics, "connection-count") >= 1 && value(metrics, "response-total") >= 1;
  }

  private static double value(Map<MetricName, ? extends Metric> metrics, String name) {
    for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
      MetricName id = metric.getKey();
      if (id.name().equals(name)
          && id.group().equals(GROUP)
          && metric.getValue().metricValue() instanceof Double number) {
        return number.isNaN() ? 0 : number;
      }
    }
    return 0;
  }
}
