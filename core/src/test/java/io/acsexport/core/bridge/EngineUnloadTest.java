package io.acsexport.core.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.acsexport.core.plugin.PluginBuilder;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine in a loader of its own, as a host has it, watched over HTTP and JMX, and unloaded. */
class EngineUnloadTest {

  @TempDir Path temporary;
  private Path home;

  @BeforeEach
  void install() throws Exception {
    home = temporary.resolve("home");
    new PluginBuilder(temporary.resolve("work"))
        .type("org.example.Lines", ExporterOpenerTest.TRANSPORT)
        .service("org.example.Lines")
        .jar(home.resolve("transports/lines/lines.jar"));
  }

  @Test
  void anEngineThatWasWatchedAndClosedIsCollected() throws Exception {
    ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();
    Reference<ClassLoader> engine = liveAndClose(unloaded);

    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              System.gc();
              return unloaded.poll() == engine;
            });
  }

  private Reference<ClassLoader> liveAndClose(ReferenceQueue<ClassLoader> unloaded)
      throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path configuration =
        Files.writeString(
            temporary.resolve("acs-export.conf"),
            """
            acs-export {
              destinations { main { transport = lines, settings { file = "%s" } } }
              spool { directory = "%s" }
              status { http = "127.0.0.1:%d" }
            }
            """
                .formatted(temporary.resolve("out"), temporary.resolve("spool"), port));
    URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
    Class<?> type = loader.loadClass("io.acsexport.core.bridge.Bridge");
    BiPredicate<Integer, String> enabled = (level, logger) -> false;
    Consumer<Object[]> lines = line -> {};
    Object bridge =
        type.getMethod("open", Map.class, BiPredicate.class, Consumer.class)
            .invoke(
                null,
                Map.of("home", home.toString(), "configuration", configuration.toString()),
                enabled,
                lines);
    type.getMethod("start").invoke(bridge);
    watch(port);
    type.getMethod("stop", long.class).invoke(bridge, 10_000L);
    type.getMethod("close").invoke(bridge);
    loader.close();
    return new PhantomReference<>(loader, unloaded);
  }

  private void watch(int port) throws Exception {
    HttpResponse<String> metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(metrics.body()).contains("acs_export_accepted_events_total 0.0");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name =
        ObjectName.getInstance(
            "io.acsexport:type=Exporter,home=" + ObjectName.quote(home.toString()));
    CompositeData[] destinations = (CompositeData[]) beans.getAttribute(name, "Destinations");
    assertThat(destinations).hasSize(1);
  }

  private static URL[] classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes"))
        .map(entry -> Path.of(entry).toUri())
        .map(
            uri -> {
              try {
                return uri.toURL();
              } catch (MalformedURLException e) {
                throw new AssertionError(e);
              }
            })
        .toArray(URL[]::new);
  }
}
