package io.acsexport.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream reaches. The broker does not tell; it hands out the last chunk of messages, and
 * the last one of them is the end.
 */
final class StreamEnd {

  /** From where to read, and in a message where it stands. */
  static final String OFFSET = "x-stream-offset";

  /** No message has that offset. */
  static final long EMPTY = -1;

  private static final int PREFETCH = 500;
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration NEXT = Duration.ofMillis(300);

  /** Where messages keep coming, the end of a moment ago does. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private StreamEnd() {}

  /** The offset of the last message, or {@link #EMPTY}; takes at most three seconds. */
  static long find(Connection connection, String stream) throws IOException {
    BlockingQueue<Long> offsets = new LinkedBlockingQueue<>();
    Channel channel = Topology.open(connection);
    try {
      channel.basicQos(PREFETCH);
      channel.basicConsume(
          stream,
          false,
          Map.of(OFFSET, "last"),
          new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(
                String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
              offsets.add(of(properties));
              channel.basicAck(envelope.getDeliveryTag(), false);
            }
          });
      return last(offsets);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking for the end of " + stream);
    } finally {
      channel.abort();
    }
  }

  /** The offset that a message of a stream carries. */
  static long of(AMQP.BasicProperties properties) {
    return properties.getHeaders().get(OFFSET) instanceof Number offset
        ? offset.longValue()
        : EMPTY;
  }

  private static long last(BlockingQueue<Long> offsets) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    long last = EMPTY;
    @Nullable Long next = offsets.poll(FIRST.toNanos(), TimeUnit.NANOSECONDS);
    while (next != null) {
      last = next;
      long left = Math.min(NEXT.toNanos(), deadline - System.nanoTime());
      next = left <= 0 ? null : offsets.poll(left, TimeUnit.NANOSECONDS);
    }
    return last;
  }
}
