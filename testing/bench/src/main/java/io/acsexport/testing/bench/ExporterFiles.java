package io.acsexport.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Configurations for the exporter, each with a spool beside it. */
final class ExporterFiles {

  private ExporterFiles() {}

  /**
   * Arguments of an exporter with one destination.
   *
   * @param folder made if missing; an existing spool in it is used
   * @param fsync as in the configuration
   * @param settings of the Kafka destination
   */
  static List<String> kafka(Path home, Path folder, String fsync, String settings)
      throws IOException {
    return of(home, folder, fsync, kafka(settings));
  }

  /** The same with a destination of any kind. */
  static List<String> of(Path home, Path folder, String fsync, String destination)
      throws IOException {
    return of(home, folder, fsync, List.of(destination));
  }

  /** The same with several destinations. */
  static List<String> of(Path home, Path folder, String fsync, List<String> destinations)
      throws IOException {
    StringBuilder each = new StringBuilder();
    for (int number = 0; number < destinations.size(); number++) {
      each.append("d%d { start = earliest, %s }\n".formatted(number + 1, destinations.get(number)));
    }
    Files.createDirectories(folder);
    Path file =
        Files.writeString(
            folder.resolve("acs-export.conf"),
            """
            acs-export {
              node = ms1
              destinations {
                %s
              }
              spool { directory = "%s", max-size = 8 GiB, fsync = "%s" }
            }
            """
                .formatted(each, folder.resolve("spool"), fsync));
    return List.of("exporter", home.toString(), file.toString());
  }

  /** A Kafka destination. */
  static String kafka(String settings) {
    return "transport = kafka, settings { " + settings + " }";
  }

  /** Settings of a Kafka destination. */
  static String producer(String topic, String servers) {
    return "topic = " + topic + ", producer { bootstrap.servers = \"" + servers + "\" }";
  }
}
