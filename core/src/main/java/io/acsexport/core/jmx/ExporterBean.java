package io.acsexport.core.jmx;

import io.acsexport.core.engine.Exporter;
import io.acsexport.core.engine.ExporterHealth;
import io.acsexport.core.metrics.ExporterMetrics;
import java.util.List;
import java.util.Map;

/** An exporter over JMX. Thread-safe: each attribute is a look of its own. */
final class ExporterBean implements ExporterMXBean {

  private final Exporter exporter;

  ExporterBean(Exporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public String getVersion() {
    return ExporterMetrics.version();
  }

  @Override
  public String getNode() {
    return exporter.status().node();
  }

  @Override
  public boolean isHealthy() {
    return health().isHealthy();
  }

  @Override
  public List<String> getProblems() {
    return health().reasons().stream()
        .map(
            reason ->
                reason.subject()
                    + ": "
                    + reason.code()
                    + ": "
                    + reason.detail()
                    + " "
                    + reason.remedy())
        .map(String::strip)
        .toList();
  }

  private ExporterHealth health() {
    return ExporterHealth.of(exporter.status());
  }

  @Override
  public long getAccepted() {
    return exporter.status().accepted();
  }

  @Override
  public Map<String, Long> getRefused() {
    return exporter.status().refused();
  }

  @Override
  public long getDropped() {
    return exporter.status().spool().dropped();
  }

  @Override
  public long getDamaged() {
    return exporter.status().spool().damaged();
  }

  @Override
  public long getSpoolUsedBytes() {
    return exporter.status().spool().usedBytes() + exporter.status().spool().reservedBytes();
  }

  @Override
  public long getSpoolMaxBytes() {
    return exporter.status().spool().maxBytes();
  }

  @Override
  public int getSpoolSegments() {
    return exporter.status().spool().segments();
  }

  @Override
  public List<DestinationView> getDestinations() {
    return exporter.status().destinations().values().stream().map(DestinationView::new).toList();
  }
}
