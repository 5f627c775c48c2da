package io.acsexport.testing.faults;

import static org.awaitility.Awaitility.await;

import io.acsexport.testing.TcpProxy;
import java.time.Duration;
import java.util.List;

/** A network that fails in every way it can, one after the other, while events are published. */
final class BrokenNetwork {

  /** Longer than the confirmation time-out and the give-up of a send. */
  private static final Duration LONG_SILENCE = Duration.ofSeconds(7);

  private BrokenNetwork() {}

  static void breakInEveryWay(Scenario scenario, List<TcpProxy> proxies) throws Exception {
    become(TcpProxy.Mode.RESET, proxies);
    scenario.publish(300);
    become(TcpProxy.Mode.PASS, proxies);
    scenario.publish(300);
    become(TcpProxy.Mode.SLOW, proxies);
    scenario.publish(300);
    become(TcpProxy.Mode.REFUSE, proxies);
    scenario.publish(300);
    become(TcpProxy.Mode.PASS, proxies);
    scenario.publish(300);
    become(TcpProxy.Mode.SILENT, proxies);
    await().pollDelay(LONG_SILENCE).atMost(LONG_SILENCE.multipliedBy(2)).until(() -> true);
    scenario.publish(300);
    become(TcpProxy.Mode.PASS, proxies);
    scenario.publish(300);
  }

  private static void become(TcpProxy.Mode mode, List<TcpProxy> proxies) throws Exception {
    for (TcpProxy proxy : proxies) {
      proxy.become(mode);
    }
  }
}
