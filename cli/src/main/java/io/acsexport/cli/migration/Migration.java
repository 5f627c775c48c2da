package io.acsexport.cli.migration;

import io.acsexport.cli.cloudstack.Bean;
import io.acsexport.cli.cloudstack.BeanFile;
import io.acsexport.cli.cloudstack.Bus;
import io.acsexport.cli.cloudstack.PropertyValue;
import io.acsexport.cli.migration.StockSetup.Placed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The exporter's configuration for what CloudStack's own buses did: same topic or exchange, same
 * key or routing key, same bytes.
 *
 * @param text of the configuration file, without secrets
 * @param destinations their names, in the order of the file
 * @param secrets the files it names and that can be made
 * @param missing what the operator has to fill in, as sentences without secrets; empty where the
 *     configuration is complete
 * @param remarks what else was seen, as sentences
 */
public record Migration(
    String text,
    List<String> destinations,
    List<SecretFile> secrets,
    List<String> missing,
    List<String> remarks) {

  private static final List<String> CHANGES =
      List.of(
          "Secrets inside events (session keys, passwords, signatures) are masked.",
          "Messages have headers (acs-id, acs-type and more), which consumers may ignore.",
          "What a broker does not confirm is sent again, perhaps twice, with the same acs-id.");

  /** Copies the lists. */
  public Migration {
    destinations = List.copyOf(destinations);
    secrets = List.copyOf(secrets);
    missing = List.copyOf(missing);
    remarks = List.copyOf(remarks);
  }

  /** Makes it of what was found. */
  public static Migration of(StockSetup setup) {
    List<DestinationBlock> blocks = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    kafka(setup, blocks, remarks);
    rabbit(setup, blocks, remarks);
    others(setup, remarks);
    return new Migration(
        text(setup, blocks),
        blocks.stream().map(DestinationBlock::name).toList(),
        blocks.stream().flatMap(block -> block.secrets().stream()).toList(),
        blocks.stream().flatMap(block -> block.missing().stream()).toList(),
        remarks);
  }

  private static void kafka(StockSetup setup, List<DestinationBlock> blocks, List<String> remarks) {
    List<Placed> beans = setup.beans(Bus.KAFKA);
    StockProperties properties = setup.properties();
    if (properties == null && beans.isEmpty()) {
      return;
    }
    DestinationBlock block = new DestinationBlock("kafka");
    for (Placed placed : beans) {
      block.comment("From " + placed.described() + ".");
      constructorArguments(placed, block);
    }
    if (beans.size() > 1) {
      remarks.add(
          "The "
              + beans.size()
              + " beans of the Kafka bus all read the same file, so every event was sent "
              + beans.size()
              + " times. Here it is one destination.");
    }
    block.open("kafka");
    if (properties == null) {
      block.plain("transport", "kafka");
      block.impossible(
          "The "
              + StockSetup.PROPERTIES_FILE
              + " that the bean reads was not found: name it as well, with --from.");
    } else {
      KafkaImport.write(block, properties);
      if (beans.isEmpty()) {
        remarks.add(
            "No bean of the Kafka bus was seen that reads "
                + properties.file()
                + "; if there is one elsewhere, it has to be removed too.");
      }
    }
    block.close();
    blocks.add(block);
  }

  private static void rabbit(
      StockSetup setup, List<DestinationBlock> blocks, List<String> remarks) {
    Map<Map<String, PropertyValue>, List<Placed>> distinct = new LinkedHashMap<>();
    for (Placed placed : setup.beans(Bus.RABBITMQ)) {
      Map<String, PropertyValue> properties = new TreeMap<>(placed.bean().properties());
      properties.remove("name");
      distinct.computeIfAbsent(properties, none -> new ArrayList<>()).add(placed);
    }
    int number = 0;
    for (List<Placed> same : distinct.values()) {
      number++;
      String name = number == 1 ? "rabbitmq" : "rabbitmq-" + number;
      DestinationBlock block = new DestinationBlock(name);
      for (Placed placed : same) {
        block.comment("From " + placed.described() + ".");
      }
      block.open(name);
      RabbitImport.write(block, same.get(0));
      block.close();
      blocks.add(block);
      if (same.size() > 1) {
        remarks.add(
            same.size()
                + " beans of the RabbitMQ bus say the same, so every event was sent "
                + same.size()
                + " times. Here they are one destination, "
                + name
                + ".");
      }
    }
    if (distinct.size() > 1) {
      remarks.add(
          "The stock RabbitMQ bus has one set of settings in a process: of several beans the one"
              + " set up last decided where all of them sent. Here each is a destination of its"
              + " own; delete those you do not want.");
    }
  }

  private static void constructorArguments(Placed placed, DestinationBlock block) {
    for (String argument : placed.bean().constructorArguments()) {
      block.impossible(
          "Constructor argument '"
              + argument
              + "' of "
              + placed.described()
              + " is not known and was not taken over.");
    }
  }

  private static void others(StockSetup setup, List<String> remarks) {
    for (BeanFile file : setup.beanFiles()) {
      for (Bean bean : file.beans()) {
        Placed placed = new Placed(file, bean);
        if (bean.owner() != null && bean.bus() != null) {
          remarks.add(
              placed.described()
                  + " stands inside the bean '"
                  + bean.owner()
                  + "', which sends to"
                  + " it: remove that one.");
        } else if (bean.bus() == Bus.IN_MEMORY) {
          remarks.add(placed.described() + " sends to no broker and can stay.");
        } else if (bean.bus() == Bus.EXPORTER) {
          remarks.add(
              placed.described()
                  + " is the exporter's: remove it, since acs-export.jar brings its own.");
        } else if (bean.bus() == null) {
          remarks.add(
              placed.described()
                  + " is of the class "
                  + bean.className()
                  + ", which is not known here, and stays as it is.");
        }
      }
      for (String other : file.imports()) {
        remarks.add(
            file.file() + " imports " + other + ", which was not read: name it with --from.");
      }
    }
  }

  private static String text(StockSetup setup, List<DestinationBlock> blocks) {
    List<String> lines = new ArrayList<>();
    lines.add("# Made by 'acs-export import' from");
    for (Path file : setup.files()) {
      lines.add(DestinationBlock.oneLine("#   " + file));
    }
    lines.add("#");
    lines.addAll(
        DestinationBlock.comment(
            "Topics, exchanges, keys, routing keys and bodies stay as they were, but:", ""));
    for (String change : CHANGES) {
      lines.addAll(DestinationBlock.comment("- " + change, ""));
    }
    lines.add("");
    lines.add("acs-export {");
    lines.add("  destinations {");
    for (DestinationBlock block : blocks) {
      lines.add("");
      lines.addAll(block.lines());
    }
    lines.add("  }");
    lines.add("}");
    return String.join("\n", lines) + "\n";
  }
}
