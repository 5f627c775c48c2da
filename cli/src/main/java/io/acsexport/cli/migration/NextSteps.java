package io.acsexport.cli.migration;

import io.acsexport.cli.cloudstack.Bean;
import io.acsexport.cli.cloudstack.BeanFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operator does once the configuration is made. The order matters: with both buses at work
 * every event is sent twice, with neither it is lost.
 */
public final class NextSteps {

  private static final String SERVICE = "cloudstack-management";

  private final List<String> lines = new ArrayList<>();
  private int number;

  private NextSteps() {}

  /**
   * The steps, as lines.
   *
   * @param written where the configuration was written
   * @param inForce where the management server looks for it
   */
  public static List<String> of(StockSetup setup, Migration migration, Path written, Path inForce) {
    return new NextSteps().write(setup, migration, written, inForce);
  }

  private List<String> write(StockSetup setup, Migration migration, Path written, Path inForce) {
    boolean apart = !written.toAbsolutePath().equals(inForce.toAbsolutePath());
    lines.add("On each management server, one after the other:");
    if (!migration.missing().isEmpty()) {
      step("Fill in what is missing (above).");
    }
    step("Install the packages, with the configuration and its secret files beside it, and look:");
    command("acs-export check --config " + written);
    step("Stop the server. While it is stopped it publishes nothing: nothing is lost or doubled.");
    command("systemctl stop " + SERVICE);
    removals(setup);
    if (apart) {
      step("Put the configuration in force; keep the one before it to go back.");
      command("cp -p " + inForce + " " + inForce + ".before");
      command("mv " + written + " " + inForce);
    }
    step("Start the server, and see its events arrive.");
    command("systemctl start " + SERVICE);
    for (String destination : migration.destinations()) {
      command("acs-export tail " + destination);
    }
    lines.add("");
    lines.add("Why in this order:");
    lines.add("  - In force while a stock bus is still at work, the exporter doubles every event.");
    lines.add(
        "    "
            + (apart
                ? "A running exporter takes a changed configuration within seconds, so move it last."
                : "This file is in force already for an exporter that runs: stop the server now."));
    lines.add("  - A stock bus removed before the exporter is in force leaves a gap.");
    lines.add("  - Each server publishes its own events only: the others go on as they are.");
    return lines;
  }

  private void removals(StockSetup setup) {
    for (BeanFile file : setup.beanFiles()) {
      List<Bean> buses = file.stockBuses();
      if (buses.isEmpty()) {
        continue;
      }
      if (buses.size() == file.beans().size() && file.imports().isEmpty()) {
        step("Take the stock bus out: this file holds nothing else.");
        command("mv " + file.file() + " " + file.file() + ".disabled");
      } else {
        for (Bean bus : buses) {
          step("Take the stock bus out, and leave the other beans of this file:");
          command(
              "delete lines "
                  + bus.firstLine()
                  + " to "
                  + bus.lastLine()
                  + ", the bean '"
                  + bus.name()
                  + "', from "
                  + file.file());
        }
      }
    }
    if (setup.beanFiles().stream().allMatch(file -> file.stockBuses().isEmpty())) {
      step(
          "Take the stock bus out: remove its bean from the files that this command was not given,");
      command("grep -l EventBus /etc/cloudstack/management/META-INF/cloudstack/*/*.xml");
    }
  }

  private void step(String text) {
    number++;
    lines.add("  " + number + ". " + text);
  }

  private void command(String text) {
    lines.add("       " + text);
  }
}
