package io.acsexport.testing;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.qpid.server.SystemLauncher;

/**
 * Apache Qpid Broker-J, which keeps all in memory. Runs only in the class loader that {@link
 * EmbeddedAmqp} makes.
 */
public final class QpidServer implements AutoCloseable {

  private final SystemLauncher launcher = new SystemLauncher();

  /**
   * Starts it.
   *
   * @param port where it serves AMQP 0-9-1 on 127.0.0.1
   * @param folder where it may write
   */
  public QpidServer(int port, String folder) throws Exception {
    URL configuration = Objects.requireNonNull(QpidServer.class.getResource("qpid.json"));
    // Qpid's own default is a URL that only classes of the system's class loader can open.
    Path properties = Files.writeString(Path.of(folder, "system.properties"), "");
    launcher.startup(
        Map.of(
            "type",
            "Memory",
            "initialConfigurationLocation",
            configuration.toExternalForm(),
            "initialSystemPropertiesLocation",
            properties.toUri().toURL().toExternalForm(),
            "startupLoggedToSystemOut",
            "false",
            "context",
            Map.of("qpid.amqp_port", Integer.toString(port), "qpid.work_dir", folder)));
  }

  @Override
  public void close() {
    launcher.shutdown();
  }
}
