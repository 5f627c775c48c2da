package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A transport's threads are its own, and end with it. */
interface ThreadRules {

  @Test
  default void creatingATransportStartsNoThreads(Bench bench) throws Exception {
    Target target = bench.target();
    Set<Thread> before = Threads.alive();
    bench.open(target, Bench.LONG);
    assertThat(Threads.startedSince(before)).as("threads that create() started").isEmpty();
  }

  @Test
  default void itsThreadsHaveItsContextClassLoader(Bench bench) throws Exception {
    Target target = bench.target();
    Set<Thread> before = Threads.alive();
    Subject subject = bench.open(target, Bench.LONG);
    subject.deliver(subject.messages().numbered(10, List.of("a", "b")), 3);
    assertThat(Threads.startedSince(before))
        .as("threads of the transport, their context class loader being the transport's")
        .allSatisfy(
            thread ->
                assertThat(thread.getContextClassLoader())
                    .as("%s", thread)
                    .isEqualTo(subject.loader()));
  }

  @Test
  default void noThreadOutlivesTheTransport(Bench bench) throws Exception {
    Target target = bench.target();
    Set<Thread> before = Threads.alive();
    Subject subject = bench.open(target, Bench.LONG);
    subject.deliver(subject.messages().numbered(10, List.of("a", "b")), 3);
    subject.close(bench.patience());
    await()
        .pollInSameThread()
        .atMost(bench.patience())
        .untilAsserted(
            () ->
                assertThat(Threads.startedSince(before))
                    .as("threads left after close()")
                    .isEmpty());
  }
}
