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
  void whatIsOpenOnEitherSideMatches() throws EventBusException {
    for (String open : new String[] {"*", "", null}) {
      subscribers.subscribe(topic(open, open), event -> seen.add("open"));
      subscribers.subscribe(topic("AlertEvent", "x"), event -> seen.add("other"));
    }
    subscribers.offer(event("AlertEvent", "ALERT.MEMORY"));
    await().untilAsserted(() -> assertThat(seen).containsExactly("open", "open", "open"));
    seen.clear();
    for (String open : new String[] {"*", "", null}) {
      subscribers.offer(event(open, open));
    }

    await().untilAsserted(() -> assertThat(seen).hasSize(18).contains("open", "other"));
  }

  @Test
  void everyPartOfTheTopicCounts() throws EventBusException {
    String[] same = {"ActionEvent", "VM.CREATE", "VirtualMachine", "vm-1", "management-server"};
    for (int part = 0; part < same.length; part++) {
      String[] parts = same.clone();
      parts[part] = "another";
      subscribers.subscribe(
          new EventTopic(parts[0], parts[1], parts[2], parts[3], parts[4]),
          event -> seen.add("wrong"));
    }
    subscribers.subscribe(
        new EventTopic("actionevent", "vm-create", "VIRTUALMACHINE", "VM.1", "management.server"),
        event -> seen.add("right"));
    subscribers.offer(event("ActionEvent", "VM.CREATE"));
    subscribers.offer(event("ActionEvent", "VM.CREATE"));

    await().untilAsserted(() -> assertThat(seen).hasSizeGreaterThanOrEqualTo(2));
    assertThat(seen).containsExactly("right", "right");
  }

  @Test
  void aSubscriberMayPublishAndSubscribe() throws EventBusException {
    UUID[] own = new UUID[1];
    own[0] =
        subscribers.subscribe(
            topic(null, "FIRST"),
            event -> {
              for (int i = 0; i < 5000; i++) {
                subscribers.offer(event("ActionEvent", "SECOND"));
              }
              try {
                subscribers.subscribe(topic(null, "THIRD"), third -> seen.add("third"));
                subscribers.unsubscribe(own[0]);
              } catch (EventBusException e) {
                throw new AssertionError(e);
              }
              seen.add("first");
            });
    subscribers.subscribe(topic(null, "SECOND"), event -> seen.add("second"));
    subscribers.offer(event("ActionEvent", "FIRST"));
    await().untilAsserted(() -> assertThat(seen).hasSize(1 + 1024));
    subscribers.offer(event("ActionEvent", "THIRD"));

    await().untilAsserted(() -> assertThat(seen).endsWith("third"));
    assertThat(log.own(HostLog.WARN)).hasSize(1);
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
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch hang = new CountDownLatch(1);
    subscribers.subscribe(
        topic(null, null),
        event -> {
          entered.countDown();
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
    entered.await();
    subscribers.close();
    await().untilAsserted(() -> assertThat(seen).containsExactly("interrupted"));
  }

  @Test
  void nothingIsHandedOutAfterUnsubscribing() throws EventBusException {
    UUID first = subscribers.subscribe(topic(null, null), event -> seen.add("first"));
    subscribers.subscribe(topic(null, null), event -> seen.add("second"));
    subscribers.unsubscribe(first);
    assertThatThrownBy(() -> subscribers.unsubscribe(first))
        .isInstanceOf(EventBusException.class)
        .hasMessage("there is no subscription " + first);
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

  private static Event event(@Nullable String category, @Nullable String type) {
    return new Event("management-server", category, type, "VirtualMachine", "vm-1");
  }
}
