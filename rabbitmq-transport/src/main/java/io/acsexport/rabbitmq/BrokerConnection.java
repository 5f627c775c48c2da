package io.acsexport.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An open connection to one broker of the cluster.
 *
 * @param client RabbitMQ's own
 * @param broker host and port, for the text
 * @param failures explains what goes wrong on it
 */
record BrokerConnection(
    Connection client, String broker, RabbitFailures failures, SocketGuard guard) {

  /** What an orderly goodbye may take on a broker that answers. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /**
   * Tries the addresses in turn. Waits for the network, deaf to interrupts; {@link
   * SocketGuard#cut()} makes it return.
   *
   * @param first the address to begin with, counted round
   * @throws TransportException when none lets us in: for the most telling reason
   */
  static BrokerConnection open(
      RabbitSettings settings, int first, ThreadFactory threads, SocketGuard guard)
      throws TransportException {
    TransportException telling = null;
    int count = settings.addresses().size();
    for (int i = 0; i < count; i++) {
      Address address = settings.addresses().get(Math.floorMod(first + i, count));
      try {
        return open(settings, address, threads, guard);
      } catch (TransportException e) {
        if (telling == null
            || (e.failure().code().blocking() && !telling.failure().code().blocking())) {
          telling = e;
        }
      }
    }
    throw Objects.requireNonNull(telling, "no address");
  }

  private static BrokerConnection open(
      RabbitSettings settings, Address address, ThreadFactory threads, SocketGuard guard)
      throws TransportException {
    String broker = RabbitSettings.text(address);
    RabbitFailures failures = new RabbitFailures(broker, settings);
    try {
      Connection client =
          settings
              .factory(new KeptNames(threads), guard)
              .newConnection(List.of(address), settings.connectionName());
      return new BrokerConnection(client, broker, failures, guard);
    } catch (IOException | TimeoutException | RuntimeException e) {
      throw new TransportException(failures.opening(e), e);
    }
  }

  /**
   * Whether the broker says that it has the extensions of RabbitMQ. Others may refuse arguments
   * they do not know, and nack what they return, before they return it.
   */
  boolean isLikeRabbit() {
    return client.getServerProperties().get("capabilities") instanceof Map<?, ?> capabilities
        && Boolean.TRUE.equals(capabilities.get("publisher_confirms"));
  }

  /**
   * Says goodbye to the broker and closes. Returns within a second or so, whatever the broker does.
   *
   * @param threads makes the thread that may have to be left behind on a hanging write
   */
  void close(ThreadFactory threads) {
    CountDownLatch closed = new CountDownLatch(1);
    threads
        .newThread(
            () -> {
              client.abort((int) GOODBYE.toMillis());
              closed.countDown();
            })
        .start();
    try {
      var unused = closed.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      guard.cut();
    }
  }
}
