package io.acsexport.core.jmx;

import java.util.List;
import java.util.Map;

/**
 * What an exporter shows over JMX. Counts begin with the start; the names and types of the
 * attributes are an interface, changed only with a major version.
 */
public interface ExporterMXBean {

  /** The version of the engine. */
  String getVersion();

  /** The id of this management server. */
  String getNode();

  /** Whether every destination gets its events and the spool takes more. */
  boolean isHealthy();

  /** What is wrong, one sentence or two each; empty where all is well. */
  List<String> getProblems();

  /** Events stored. */
  long getAccepted();

  /** Events not stored, by reason; a reason that did not occur is absent. */
  Map<String, Long> getRefused();

  /** Events that destinations lost because the spool was full. */
  long getDropped();

  /** Events that the disk gave back unreadable. */
  long getDamaged();

  /** Bytes that events and dead letters take on the disk. */
  long getSpoolUsedBytes();

  /** Their bound. */
  long getSpoolMaxBytes();

  /** Files of the spool. */
  int getSpoolSegments();

  /** The destinations, in the order of the configuration. */
  List<DestinationView> getDestinations();
}
