package io.acsexport.rabbitmq;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of the client on a thread of their own, attended by one that answers interrupts and the
 * clock: the client's answer neither, until its connection is cut.
 */
final class Attended {

  private Attended() {}

  /** Something to ask the broker. */
  interface Call<T> {
    T run() throws IOException, TransportException;
  }

  /**
   * Connects.
   *
   * @throws TransportException when that fails or takes longer
   * @throws InterruptedException when interrupted; nothing is left behind
   */
  static BrokerConnection connect(RabbitSettings settings, ThreadFactory threads, Duration timeout)
      throws TransportException, InterruptedException {
    SocketGuard guard = new SocketGuard(settings.tls());
    RabbitFailures failures = new RabbitFailures(settings.brokers(), settings);
    return call(
        guard,
        failures,
        threads,
        timeout,
        () -> BrokerConnection.open(settings, 0, threads, guard));
  }

  /**
   * Asks the broker something.
   *
   * @throws TransportException when that fails or takes longer; the connection is cut then
   * @throws InterruptedException when interrupted; the connection is cut then
   */
  static <T> T call(
      BrokerConnection connection, ThreadFactory threads, Duration timeout, Call<T> call)
      throws TransportException, InterruptedException {
    return call(connection.guard(), connection.failures(), threads, timeout, call);
  }

  private static <T> T call(
      SocketGuard guard,
      RabbitFailures failures,
      ThreadFactory threads,
      Duration timeout,
      Call<T> call)
      throws TransportException, InterruptedException {
    CompletableFuture<T> result = new CompletableFuture<>();
    threads.newThread(() -> complete(result, call)).start();
    boolean answered = false;
    try {
      T value = result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      answered = true;
      return value;
    } catch (TimeoutException e) {
      throw new TransportException(
          Failure.of(FailureCode.TIMEOUT, "no answer within " + timeout.toMillis() + " ms"), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof TransportException known
          ? known
          : new TransportException(failures.connection(cause), cause);
    } finally {
      if (!answered) {
        guard.cut();
      }
    }
  }

  private static <T> void complete(CompletableFuture<T> result, Call<T> call) {
    try {
      result.complete(call.run());
    } catch (IOException | TransportException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }
}
