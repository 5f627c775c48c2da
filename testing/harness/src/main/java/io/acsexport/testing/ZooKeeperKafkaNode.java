package io.acsexport.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A broker of a release that needs ZooKeeper, and its ZooKeeper, in one process. Both are called by
 * name, since their classes differ from those that this module is compiled with. Runs only in a
 * child process, with the class path of that release.
 */
public final class ZooKeeperKafkaNode {

  /** What a broker is to ZooKeeper for as long as its session lives, also after it was killed. */
  private static final String REGISTERED = "/brokers/ids/";

  /** In every full answer to {@code dump}. */
  private static final String ANSWER = "ephemeral nodes dump";

  private ZooKeeperKafkaNode() {}

  /**
   * Runs both.
   *
   * @param args the broker's properties file, and a file to create before it is started: the broker
   *     itself opens its port when it serves clients
   */
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
      properties.load(reader);
    }
    String address = properties.getProperty("zookeeper.connect");
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    Path file = configure(port, Path.of(properties.getProperty("log.dirs")));
    // Log4j 1.2 is not there.
    System.setProperty("zookeeper.jmx.log4j.disable", "true");
    new Thread(() -> runZooKeeper(file), "zookeeper").start();
    awaitNoBroker(port);
    Files.createFile(Path.of(args[1]));
    run("kafka.Kafka", args[0]);
  }

  private static Path configure(int port, Path data) throws IOException {
    return Files.write(
        data.resolveSibling("zookeeper.properties"),
        List.of(
            "dataDir=" + data.resolveSibling("zookeeper"),
            "clientPort=" + port,
            "clientPortAddress=127.0.0.1",
            "tickTime=500",
            "admin.enableServer=false",
            "4lw.commands.whitelist=dump"));
  }

  private static void runZooKeeper(Path file) {
    try {
      run("org.apache.zookeeper.server.quorum.QuorumPeerMain", file.toString());
    } catch (ReflectiveOperationException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  /** A killed broker may come back only once its last session is over; else it ends at once. */
  private static void awaitNoBroker(int port) throws InterruptedException {
    String sessions = "";
    while (!sessions.contains(ANSWER) || sessions.contains(REGISTERED)) {
      TimeUnit.MILLISECONDS.sleep(50);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        // One that asks too early may never be answered.
        socket.setSoTimeout(1_000);
        socket.getOutputStream().write("dump".getBytes(US_ASCII));
        sessions = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      } catch (IOException e) {
        sessions = "";
      }
    }
  }

  private static void run(String mainClass, String argument) throws ReflectiveOperationException {
    Class.forName(mainClass)
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {argument});
  }
}
