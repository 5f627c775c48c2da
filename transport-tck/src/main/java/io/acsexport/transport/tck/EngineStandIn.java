package io.acsexport.transport.tck;

import io.acsexport.transport.BatchResult;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Sends as the engine does: always from one thread of its own, several batches open where the
 * transport allows it, and after a failure what is unresolved again, by sequence and one batch at a
 * time. It looks at a result as late as it may.
 *
 * <p>It also holds the transport to the rules that hold for every batch: one outcome for each
 * message, and an answer within the send time-out. A breach is an {@link AssertionError}.
 */
public final class EngineStandIn implements AutoCloseable {

  /** What a busy machine may add to the send time-out. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** However many batches the transport would have open. */
  static final int MOST_IN_FLIGHT = 16;

  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(50);

  private final Transport transport;
  private final EngineThread thread;
  private final Duration limit;
  private final Map<String, Answered> answered = new LinkedHashMap<>();
  private final Map<String, Integer> sends = new HashMap<>();
  private Observer observer = result -> {};
  private long sentThrough = Long.MIN_VALUE;

  /** A message and its last outcome. */
  public record Answered(OutboundMessage message, Outcome outcome) {}

  /** Told of each answer before the next batch is sent. */
  interface Observer {
    void answered(BatchResult result) throws Exception;
  }

  /**
   * For one transport.
   *
   * @param sendTimeout the one in the transport's context
   */
  public EngineStandIn(Transport transport, Duration sendTimeout) {
    this(transport, sendTimeout, GRACE);
  }

  EngineStandIn(Transport transport, Duration sendTimeout, Duration grace) {
    this.transport = transport;
    this.limit = sendTimeout.plus(grace);
    this.thread = new EngineThread(transport);
  }

  /** Sends one batch and waits for what became of it. */
  public BatchResult send(List<OutboundMessage> batch) throws InterruptedException {
    return await(open(batch));
  }

  /** Sends these as one batch and waits for what became of it. */
  public BatchResult send(OutboundMessage first, OutboundMessage... more)
      throws InterruptedException {
    List<OutboundMessage> batch = new ArrayList<>(List.of(first));
    batch.addAll(List.of(more));
    return send(List.copyOf(batch));
  }

  /** Hands one batch over, on the engine's thread, without waiting. */
  public Attempt open(List<OutboundMessage> batch) {
    return thread.send(handedOver(batch), false);
  }

  /**
   * Waits for what became of a batch and notes it.
   *
   * @throws AssertionError when there is no answer in time, or not one outcome for each message
   */
  public BatchResult await(Attempt attempt) throws InterruptedException {
    BatchResult result = attempt.result(limit);
    for (int i = 0; i < attempt.batch().size(); i++) {
      OutboundMessage message = attempt.batch().get(i);
      answered.put(message.id(), new Answered(message, result.outcomes().get(i)));
    }
    return result;
  }

  /**
   * Sends messages until each is delivered or rejected.
   *
   * @param batchSize the most messages of a batch
   * @param patience how long that may take
   * @throws AssertionError when it takes longer
   */
  public void deliver(List<OutboundMessage> messages, int batchSize, Duration patience)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    List<OutboundMessage> rest = round(messages, batchSize);
    while (!rest.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            rest.size() + " messages were not delivered within " + patience + ": " + why(rest));
      }
      TimeUnit.NANOSECONDS.sleep(BETWEEN_ROUNDS.toNanos());
      rest = round(rest, batchSize);
    }
  }

  /** The last outcome of each message that was answered, in the order in which they were first. */
  public List<Answered> answered() {
    return List.copyOf(answered.values());
  }

  /** The messages whose last outcome is of that kind, by sequence. */
  public List<OutboundMessage> having(Class<? extends Outcome> kind) {
    return answered.values().stream()
        .filter(each -> kind.isInstance(each.outcome()))
        .map(Answered::message)
        .sorted(Comparator.comparingLong(OutboundMessage::sequence))
        .toList();
  }

  /** Calls this, on the thread that calls {@link #deliver}, after each batch that was answered. */
  void observe(Observer each) {
    observer = each;
  }

  /** Hands one batch over with the engine's thread already interrupted. */
  Attempt openInterrupted(List<OutboundMessage> batch) {
    return thread.send(handedOver(batch), true);
  }

  /** Interrupts the engine's thread, as happens to a send that takes too long. */
  public void interrupt() {
    thread.interrupt();
  }

  /** Ends the engine's thread; the transport stays as it is. */
  @Override
  public void close() {
    thread.close();
  }

  /** Sends once; returns what is unresolved, and what was not sent because of that. */
  private List<OutboundMessage> round(List<OutboundMessage> messages, int batchSize)
      throws Exception {
    Deque<Attempt> open = new ArrayDeque<>();
    List<OutboundMessage> unresolved = new ArrayList<>();
    int next = 0;
    while (next < messages.size() || !open.isEmpty()) {
      while (unresolved.isEmpty()
          && next < messages.size()
          && open.size() < inFlight(messages.get(next))) {
        int end = Math.min(next + batchSize, messages.size());
        open.add(open(List.copyOf(messages.subList(next, end))));
        next = end;
      }
      if (open.isEmpty()) {
        break;
      }
      Attempt attempt = open.remove();
      BatchResult result = await(attempt);
      observer.answered(result);
      for (int i = 0; i < attempt.batch().size(); i++) {
        if (result.outcomes().get(i) instanceof Outcome.Retry) {
          unresolved.add(attempt.batch().get(i));
        }
      }
    }
    unresolved.addAll(messages.subList(next, messages.size()));
    return unresolved;
  }

  private int inFlight(OutboundMessage first) {
    return first.sequence() <= sentThrough ? 1 : Math.min(transport.maxInFlight(), MOST_IN_FLIGHT);
  }

  /** Says of each message how often it was handed over before. */
  private List<OutboundMessage> handedOver(List<OutboundMessage> batch) {
    sentThrough = Math.max(sentThrough, batch.get(batch.size() - 1).sequence());
    return batch.stream()
        .map(message -> message.withPriorSends(sends.merge(message.id(), 1, Integer::sum) - 1))
        .toList();
  }

  private String why(List<OutboundMessage> rest) {
    return rest.stream()
        .map(message -> answered.get(message.id()))
        .filter(Objects::nonNull)
        .map(each -> each.message() + " ended with " + each.outcome())
        .findFirst()
        .orElse("none of them was answered");
  }
}
