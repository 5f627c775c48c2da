package io.acsexport.core.plugin;

import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.TransportException;
import java.time.Duration;
import java.util.List;

/** Reads a tail with its transport's context class loader. */
@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
final class IsolatedTail implements Tailable.Tail {

  private final Tailable.Tail tail;
  private final ClassLoader loader;

  IsolatedTail(Tailable.Tail tail, ClassLoader loader) {
    this.tail = tail;
    this.loader = loader;
  }

  @Override
  public List<ReceivedMessage> poll(Duration timeout)
      throws TransportException, InterruptedException {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return tail.poll(timeout);
    }
  }

  @Override
  public boolean caughtUp() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return tail.caughtUp();
    }
  }

  @Override
  public void close() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      tail.close();
    }
  }
}
