package io.acsexport.testing.bench;

import io.acsexport.testing.CapturedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limit: the bytes of an event, made before the clock starts, written with one {@code
 * FileChannel.write} into blocks that are there already. No checksum, no order, no recovery.
 */
final class AppendContender implements Contender {

  private static final int SIZE = 64 << 20;
  private static final int LONGEST = 64 << 10;
  private static final long SYNC_MILLIS = 100;

  private final FileChannel file;
  private final AtomicLong end = new AtomicLong();
  private final boolean always;

  AppendContender(Path path, boolean always) throws IOException {
    this.always = always;
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
    for (long at = 0; at < SIZE; at += zeros.capacity()) {
      file.write(zeros.rewind(), at);
    }
    file.force(true);
    if (!always) {
      Thread sync = new Thread(this::syncNowAndThen, "sync");
      sync.setDaemon(true);
      sync.start();
    }
  }

  @Override
  public Call prepare(CapturedEvent event) {
    String fields =
        String.join(
            "\n",
            String.valueOf(event.category()),
            String.valueOf(event.type()),
            String.valueOf(event.source()),
            String.valueOf(event.resourceType()),
            String.valueOf(event.resourceUuid()),
            String.valueOf(event.eventUuid()),
            String.valueOf(event.accountUuid()),
            String.valueOf(event.description()));
    byte[] bytes = fields.getBytes(StandardCharsets.UTF_8);
    return () -> append(bytes);
  }

  private void append(byte[] bytes) throws IOException {
    long at = end.getAndAdd(bytes.length) % (SIZE - LONGEST);
    file.write(ByteBuffer.wrap(bytes), at);
    if (always) {
      file.force(false);
    }
  }

  private void syncNowAndThen() {
    try {
      while (file.isOpen()) {
        TimeUnit.MILLISECONDS.sleep(SYNC_MILLIS);
        file.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
