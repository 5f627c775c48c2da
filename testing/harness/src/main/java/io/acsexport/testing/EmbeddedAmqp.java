package io.acsexport.testing;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An AMQP 0-9-1 broker inside this JVM, on loopback: Apache Qpid Broker-J, for where no RabbitMQ is
 * installed. What it holds ends with it. It has the user {@code guest} and one virtual host, {@code
 * /}.
 *
 * <p>It is not RabbitMQ: an unroutable {@code mandatory} message is returned and <em>nacked</em>, a
 * declaration that does not match what exists closes the connection (530), and queues of type
 * quorum or stream and {@code x-overflow} are refused.
 *
 * <p>Its classes are in a class loader of their own, so that its libraries meet none of a test's.
 */
public final class EmbeddedAmqp implements AutoCloseable {

  private final int port;
  private final AutoCloseable server;
  private final URLClassLoader loader;

  private EmbeddedAmqp(int port, AutoCloseable server, URLClassLoader loader) {
    this.port = port;
    this.server = server;
    this.loader = loader;
  }

  /**
   * Starts a broker on a free port; it serves clients on return.
   *
   * @param folder where it may write, such as {@code output.log}; made if missing
   */
  public static EmbeddedAmqp start(Path folder) throws IOException {
    int port = Loopback.freePorts(1).get(0);
    URLClassLoader loader = loader(Files.createDirectories(folder).toAbsolutePath());
    Thread caller = Thread.currentThread();
    ClassLoader own = caller.getContextClassLoader();
    // Qpid finds its parts through the context class loader.
    caller.setContextClassLoader(loader);
    try {
      AutoCloseable server =
          (AutoCloseable)
              loader
                  .loadClass(QpidServer.class.getName())
                  .getConstructor(int.class, String.class)
                  .newInstance(port, folder.toString());
      return new EmbeddedAmqp(port, server, loader);
    } catch (InvocationTargetException e) {
      loader.close();
      throw new IOException("The embedded AMQP broker did not start.", e.getTargetException());
    } catch (ReflectiveOperationException e) {
      loader.close();
      throw new IllegalStateException(e);
    } finally {
      caller.setContextClassLoader(own);
    }
  }

  /** Its address, {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** The URI of its virtual host, for {@link Amqp#connect} and {@link AmqpConsumer}. */
  public String uri() {
    return "amqp://" + RabbitBroker.GUEST + ":" + RabbitBroker.GUEST + "@" + address() + "/%2F";
  }

  /** Ends it and all that it holds. */
  @Override
  public void close() throws IOException {
    try (loader) {
      server.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("The embedded AMQP broker did not end in order.", e);
    }
  }

  private static URLClassLoader loader(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("simplelogger.properties"),
        "org.slf4j.simpleLogger.defaultLogLevel=warn\norg.slf4j.simpleLogger.logFile="
            + folder.resolve("output.log")
            + "\n");
    List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
    for (String jar : ForkedJvm.classPath().split(File.pathSeparator, -1)) {
      urls.add(Path.of(jar).toUri().toURL());
    }
    return new URLClassLoader(
        "embedded-amqp", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
