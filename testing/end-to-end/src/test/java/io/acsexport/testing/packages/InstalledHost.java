package io.acsexport.testing.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.acsexport.acs.AcsEventBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Map;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBusException;

/**
 * A management server that has the installed adapter on its class path and knows no place of it: a
 * bus as Spring makes it, which does what the lines of standard input say.
 */
final class InstalledHost {

  private InstalledHost() {}

  /** Configures the bus, then takes orders until {@code stop}, or the end of input. */
  public static void main(String[] args) throws IOException, EventBusException {
    AcsEventBus bus = new AcsEventBus();
    bus.configure(bus.getName(), Map.of());
    System.out.println("DONE configure");
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      switch (order) {
        case "start" -> bus.start();
        case "publish" -> bus.publish(event());
        case "stop" -> {
          bus.stop();
          bus.stop();
        }
        default -> throw new IllegalArgumentException(order);
      }
      System.out.println("DONE " + order);
    }
  }

  private static Event event() {
    Event event =
        new Event("management-server", "ActionEvent", "VM.CREATE", "VirtualMachine", "vm-1");
    event.setDescription("{\"status\":\"Completed\"}");
    return event;
  }
}
