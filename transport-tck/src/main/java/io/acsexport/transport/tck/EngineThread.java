package io.acsexport.transport.tck;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Transport;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one thread from which a transport is called. It ends when closed, or never if it is stuck.
 */
final class EngineThread implements AutoCloseable {

  private final Transport transport;
  private final BlockingQueue<Attempt> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  EngineThread(Transport transport) {
    this.transport = transport;
    this.thread = new Thread(this::run, Threads.ENGINE);
    thread.setDaemon(true);
    thread.start();
  }

  Attempt send(List<OutboundMessage> batch, boolean interruptedFirst) {
    Attempt attempt = new Attempt(batch, thread, interruptedFirst);
    queue.add(attempt);
    return attempt;
  }

  void interrupt() {
    thread.interrupt();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        send(queue.take());
      } catch (InterruptedException lateOrToEnd) {
        // Meant for a send that ended before it came, or for this thread to end.
      }
    }
  }

  private void send(Attempt attempt) {
    attempt.entered();
    if (attempt.interruptedFirst()) {
      Thread.currentThread().interrupt();
    }
    try {
      CompletionStage<BatchResult> stage = transport.send(attempt.batch());
      attempt.left(stage, Thread.interrupted());
    } catch (Throwable e) { // Whatever a transport throws, errors included, is its answer.
      attempt.threw(e, Thread.interrupted());
    }
  }
}
