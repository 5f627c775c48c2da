package io.acsexport.testing.demo;

import io.acsexport.testing.check.Arrived;
import java.io.IOException;
import java.util.List;

/** The broker of a demo, with a consumer that knows nothing of the exporter. */
interface DemoBroker extends AutoCloseable {

  /** What is started, such as {@code Apache Kafka in a process of its own}. */
  String description();

  /** Starts it, and makes whatever must be there before the first event. */
  void start() throws IOException, InterruptedException;

  /** Where it listens. */
  String address();

  /** The destination's transport and settings, as written in the configuration file. */
  String destination();

  /** What is read and with what, such as {@code queue 'demo' with RabbitMQ's Java client}. */
  String source();

  /** Whether {@code acs-export tail} can begin with what arrived before it. */
  boolean canBeReread();

  /**
   * Everything that arrived, in order of arrival.
   *
   * @param expected how many messages there should be; reads on for a moment to see further ones
   */
  List<Arrived> readAll(int expected) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
