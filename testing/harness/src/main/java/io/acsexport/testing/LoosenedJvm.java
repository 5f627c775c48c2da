package io.acsexport.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A JVM that allows TLS 1.0 and 1.1 as a management server's does, whose {@code
 * java.security.ciphers} takes the place of what Java itself forbids. A static initialiser of Java
 * reads it, so this cannot be shown inside the test's own JVM.
 */
public final class LoosenedJvm {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What CloudStack 4.22 sets, in essence. */
  private static final String SECURITY =
      "jdk.tls.disabledAlgorithms=SSLv2Hello, SSLv3, RC4, DES, MD5withRSA, DH keySize < 1024\n";

  private static final String[] OLD_VERSIONS = {"TLSv1", "TLSv1.1"};

  private LoosenedJvm() {}

  /** Runs a main class of the tests and returns what it printed. */
  public static String run(Path folder, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path output = folder.resolve("loosened.log");
    Path security = Files.writeString(folder.resolve("java.security.ciphers"), SECURITY);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.security.properties=" + security,
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    builder.command().addAll(List.of(arguments));
    try (ChildProcess child = ChildProcess.start(builder, output, output)) {
      if (!child.await(LIMIT)) {
        throw new IOException(
            main + " did not end; " + output + " ends with:\n" + ChildProcess.endOf(output));
      }
    }
    return Files.readString(output);
  }

  /**
   * Opens a port that speaks TLS 1.0 and 1.1 alone, for what runs inside such a JVM, and prints
   * what a client that leaves the version to the JVM gets there.
   *
   * @return its {@code host:port}; it is open until the JVM ends
   */
  public static String outdatedServer(TestAuthority authority)
      throws IOException, InterruptedException {
    authority.issue("broker", "ip:127.0.0.1");
    SSLContext context = authority.clientContext("broker");
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setEnabledProtocols(OLD_VERSIONS);
    Thread thread = new Thread(() -> serve(server), "outdated-server");
    thread.setDaemon(true);
    thread.start();
    try (SSLSocket careless =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
      careless.startHandshake();
      System.out.println("A careless client: " + careless.getSession().getProtocol());
    }
    return "127.0.0.1:" + server.getLocalPort();
  }

  private static void serve(SSLServerSocket server) {
    while (true) {
      try (SSLSocket client = (SSLSocket) server.accept()) {
        client.startHandshake();
        client.getInputStream().read();
      } catch (IOException e) {
        // The client wants a newer version: its matter. The JVM's end ends the thread.
      }
    }
  }
}
