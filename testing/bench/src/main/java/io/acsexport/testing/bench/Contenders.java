package io.acsexport.testing.bench;

import java.nio.file.Path;
import java.util.Locale;

/** Makes the contender of a JVM from its arguments. */
final class Contenders {

  private Contenders() {}

  static Contender create(String[] args) throws Exception {
    return switch (args[0]) {
      case "exporter" -> new ExporterContender(Path.of(args[1]), Path.of(args[2]));
      case "append" -> new AppendContender(Path.of(args[1]), args[2].equals("always"));
      case "kafka" ->
          new KafkaContender(
              KafkaContender.Way.valueOf(args[1].toUpperCase(Locale.ROOT)),
              args[2],
              args[3],
              args.length > 4 ? args[4] : null);
      case "rabbitmq" ->
          new RabbitContender(
              RabbitContender.Way.valueOf(args[1].toUpperCase(Locale.ROOT)),
              args[2],
              Integer.parseInt(args[3]));
      default -> throw new IllegalArgumentException("no contender " + args[0]);
    };
  }
}
