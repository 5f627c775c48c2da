package io.acsexport.transport.tck.memory;

import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.ReceivedMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps messages by topic. Can be down, or silent, which makes appends wait. Thread-safe. */
final class MemoryBroker {

  /** What it does with whoever calls. */
  enum State {
    UP,
    DOWN,
    SILENT
  }

  static final int LARGEST = 2 << 20;

  private final Map<String, List<ReceivedMessage>> topics = new LinkedHashMap<>();
  private State state = State.DOWN;
  private int crashes;

  /** Going down breaks what waits, however soon it is up again. */
  synchronized void become(State next) {
    state = next;
    crashes += next == State.DOWN ? 1 : 0;
    notifyAll();
  }

  synchronized void create(String topic) {
    topics.put(topic, new ArrayList<>());
  }

  /** Thrown for a body that is too large. */
  static final class TooLargeException extends Exception {}

  /** Thrown for a topic that is not there. */
  static final class NoTopicException extends Exception {}

  @SuppressWarnings("NullAway") // javac 17 writes no type annotations for a record's constructor.
  synchronized void append(String topic, OutboundMessage message)
      throws IOException, InterruptedException, NoTopicException, TooLargeException {
    List<ReceivedMessage> messages = topic(topic);
    if (message.bodyLength() > LARGEST) {
      throw new TooLargeException();
    }
    messages.add(
        new ReceivedMessage(
            topic + "@" + messages.size(),
            message.key(),
            message.body(),
            message.headers(),
            message.acceptedAt()));
  }

  /** What stands in the topic from there on, as a transport reads it. */
  synchronized List<ReceivedMessage> read(String topic, int from)
      throws IOException, InterruptedException, NoTopicException {
    List<ReceivedMessage> messages = topic(topic);
    return List.copyOf(messages.subList(Math.min(from, messages.size()), messages.size()));
  }

  /** The same from inside the broker, whatever state it is in. */
  synchronized List<ReceivedMessage> held(String topic) {
    return List.copyOf(topics.getOrDefault(topic, List.of()));
  }

  private List<ReceivedMessage> topic(String name)
      throws IOException, InterruptedException, NoTopicException {
    int before = crashes;
    while (state == State.SILENT) {
      wait();
    }
    if (state == State.DOWN || crashes != before) {
      throw new IOException("connection refused");
    }
    List<ReceivedMessage> messages = topics.get(name);
    if (messages == null) {
      throw new NoTopicException();
    }
    return messages;
  }
}
