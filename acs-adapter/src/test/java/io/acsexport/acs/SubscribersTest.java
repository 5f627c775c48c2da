package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;
import org.apache.cloudstack.framework.events.EventTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscribersTest {

  private final RecordingLog log = new RecordingLog();
  private final Subscribers subscribers = new Subscribers(log, System::nanoTime);
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    subscribers.close();
  }

  @Test
  void aSubscriberSeesTheEventsOfItsTopicOnAnotherThread() throws EventBusException {
    Thread publisher = Thread.currentThread();
    subscribers.subscribe(
        topic("ActionEvent", "vm-create"),
        event -> {
          assertThat(Thread.currentThread()).isNotSameAs(publisher);
          seen.add(event.getEventType());
        });
    subscribers.offer(event("ActionEvent", "VM.START"));
    subscribers.offer(event("UsageEvent", "VM.CREATE"));
    subscribers.offer(event("ActionEvent", "VM.CREATE"));
    subscribers.offer(event(null, "VM-Create"));

    await().untilAsserted(() -> assertThat(seen).containsExactly("VM.CREATE", "VM-Create"));
  }

  @Test
  void aStarMatchesAll() throws EventBusException {
    subscribers.subscribe(topic("*", "*"), event -> seen.add(event.getEventType()));
    subscribers.offer(event("AlertEvent", "ALERT.MEMORY"));

    await().untilAsserted(() -> assertThat(seen).containsExactly("ALERT.MEMORY"));
  }

  @Test
  void aFailingOrInterruptingSubscriberHarmsNobody() throws EventBusException {
    subscribers.subscribe(
        topic(null, null),
        event -> {
          Thread.currentThread().interrupt();
          throw new NoClassDefFoundError("subscriber's own");
        });
    subscribers.subscribe(topic(null, null), event -> seen.add(event.getEventType()));
    subscribers.offer(event("ActionEvent", "ONE"));
    subscribers.offer(event("ActionEvent", "TWO"));

    await().untilAsserted(() -> assertThat(seen).containsExactly("ONE", "TWO"));
    assertThat(log.own(HostLog.ERROR)).hasSize(1);
  }

  @Test
  void aHangingSubscriberNeverHoldsThePublisher() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    subscribers.subscribe(
        topic(null, null),
        event -> {
          try {
            hang.await();
          } catch (InterruptedException e) {
            seen.add("interrupted");
          }
        });
    for (int i = 0; i < 5000; i++) {
      subscribers.offer(event("ActionEvent", "VM.CREATE"));
    }

    assertThat(log.own(HostLog.WARN)).hasSize(1);
    subscribers.close();
    await().untilAsserted(() -> assertThat(seen).containsExactly("interrupted"));
  }

  @Test
  void nothingIsHandedOutAfterUnsubscribing() throws EventBusException {
    UUID first = subscribers.subscribe(topic(null, null), event -> seen.add("first"));
    subscribers.subscribe(topic(null, null), event -> seen.add("second"));
    subscribers.unsubscribe(first);
    subscribers.unsubscribe(UUID.randomUUID());
    subscribers.offer(event("ActionEvent", "VM.CREATE"));

    await().untilAsserted(() -> assertThat(seen).containsExactly("second"));
  }

  @Test
  void whatIsMissingIsAnEventBusException() {
    assertThatThrownBy(() -> subscribers.subscribe(null, event -> {}))
        .isInstanceOf(EventBusException.class);
    assertThatThrownBy(() -> subscribers.subscribe(topic(null, null), null))
        .isInstanceOf(EventBusException.class);
    assertThatThrownBy(() -> subscribers.unsubscribe(null)).isInstanceOf(EventBusException.class);
  }

  private static EventTopic topic(@Nullable String category, @Nullable String type) {
    return new EventTopic(category, type, null, null, null);
  }

  private static Event event(@Nullable String category, String type) {
    return new Event("management-server", category, type, "VirtualMachine", "vm-1");
  }
}
