package io.acsexport.testing.faults;

import static org.awaitility.Awaitility.await;

import io.acsexport.testing.TcpProxy;
import java.time.Duration;

/** A network that fails in every way it can, one after the other, while events are published. */
final class BrokenNetwork {

  /** Longer than the confirmation time-out and the give-up of a send. */
  private static final Duration LONG_SILENCE = Duration.ofSeconds(9);

  private BrokenNetwork() {}

  static void breakInEveryWay(Scenario scenario, TcpProxy proxy) throws Exception {
    proxy.become(TcpProxy.Mode.RESET);
    scenario.publish(300);
    proxy.become(TcpProxy.Mode.PASS);
    scenario.publish(300);
    proxy.become(TcpProxy.Mode.SLOW);
    scenario.publish(300);
    proxy.become(TcpProxy.Mode.REFUSE);
    scenario.publish(300);
    proxy.become(TcpProxy.Mode.PASS);
    scenario.publish(300);
    proxy.become(TcpProxy.Mode.SILENT);
    await().pollDelay(LONG_SILENCE).atMost(LONG_SILENCE.multipliedBy(2)).until(() -> true);
    scenario.publish(300);
    proxy.become(TcpProxy.Mode.PASS);
    scenario.publish(300);
  }
}
