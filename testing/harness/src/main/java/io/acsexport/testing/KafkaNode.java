package io.acsexport.testing;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka node: formats its storage where that is still empty, runs until the process exits, and
 * shuts down cleanly then. Runs only in a child process, with the broker's class path.
 */
public final class KafkaNode {

  /** Any identifier in Kafka's form; the clusters of tests never meet. */
  private static final String CLUSTER_ID = "acs-export-test-clust-A";

  private KafkaNode() {}

  /**
   * Runs a node.
   *
   * @param args the server's properties file, and a file to create once it serves clients
   */
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
      properties.load(reader);
    }
    format(properties);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
    server.startup();
    Files.createFile(Path.of(args[1]));
    server.awaitShutdown();
  }

  private static void format(Properties properties) throws Exception {
    String data = properties.getProperty("log.dirs");
    new Formatter()
        .setClusterId(CLUSTER_ID)
        .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
        .setControllerListenerName(properties.getProperty("controller.listener.names"))
        .setMetadataLogDirectory(data)
        .addDirectory(data)
        .setIgnoreFormatted(true)
        .run();
  }
}
