package io.acsexport.core.engine;

import io.acsexport.core.plugin.PluginBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plugin whose client fails to initialise as often as the test says, in whatever class loader.
 * Where it uses the client is the beginning of the destination's name; {@code calm} does not. What
 * it and the test share are types of the JDK, by system properties.
 */
final class UnluckyPlugin implements AutoCloseable {

  private static final String PREFIX = "acs-export.test.unlucky.";

  private static final String PROVIDER =
      """
      import io.acsexport.transport.*;
      import java.util.List;
      import java.util.concurrent.*;

      public class Provider implements TransportProvider {
        public String name() { return "unlucky"; }
        public int spiVersion() { return SPI_VERSION; }
        public String description() { return "Fails as the test says."; }
        public SettingSpecs settings() { return SettingSpecs.of(); }

        public Transport create(TransportContext context) {
          String name = context.destination();
          Shared.made(name, System.identityHashCode(getClass().getClassLoader()));
          if (name.startsWith("create")) {
            Client.use();
          }
          return new Transport() {
            public CompletionStage<BatchResult> send(List<OutboundMessage> batch) {
              if (name.startsWith("send")) {
                Client.use();
              } else if (name.startsWith("stage")) {
                return CompletableFuture.runAsync(Client::use)
                    .thenApply(done -> deliver(name, batch));
              } else if (name.startsWith("thread")) {
                return inThread(context, batch);
              }
              return CompletableFuture.completedFuture(deliver(name, batch));
            }
            public Health health() { return Health.up("as far as it knows"); }
            public void close(java.time.Duration timeout) {}
          };
        }

        /** As a client does whose own thread dies: whoever waits for it is not told. */
        private static CompletionStage<BatchResult> inThread(
            TransportContext context, List<OutboundMessage> batch) {
          CompletableFuture<BatchResult> result = new CompletableFuture<>();
          Thread thread = context.threads().newThread(
              () -> { Client.use(); result.complete(deliver(context.destination(), batch)); });
          thread.setUncaughtExceptionHandler((dead, error) -> result.complete(
              BatchResult.allRetry(batch.size(), Failure.of(FailureCode.TIMEOUT, "no answer"))));
          thread.start();
          return result;
        }

        private static BatchResult deliver(String name, List<OutboundMessage> batch) {
          batch.forEach(message -> Shared.arrived(name, new String(message.body())));
          return BatchResult.allDelivered(batch.size());
        }
      }
      """;

  private static final String CLIENT =
      """
      class Client {
        static {
          if (Shared.failures().getAndDecrement() > 0) {
            throw new OutOfMemoryError("as the test says");
          }
        }
        static void use() {}
      }
      """;

  private static final String SHARED =
      """
      import java.util.*;
      import java.util.concurrent.atomic.AtomicInteger;

      @SuppressWarnings("unchecked")
      class Shared {
        static AtomicInteger failures() { return (AtomicInteger) get("failures"); }
        static void made(String name, int loader) {
          ((Map<String, Set<Integer>>) get("loaders")).get(name).add(loader);
        }
        static void arrived(String name, String body) {
          ((Map<String, List<String>>) get("arrived")).get(name).add(body);
        }
        private static Object get(String name) { return System.getProperties().get("%s" + name); }
      }
      """
          .formatted(PREFIX);

  /** How many initialisers are still to fail. */
  final AtomicInteger failures = new AtomicInteger();

  private final Map<String, Set<Integer>> loaders = new ConcurrentHashMap<>();
  private final Map<String, List<String>> arrived = new ConcurrentHashMap<>();

  UnluckyPlugin(String... destinations) {
    for (String destination : destinations) {
      loaders.put(destination, ConcurrentHashMap.newKeySet());
      arrived.put(destination, new CopyOnWriteArrayList<>());
    }
    System.getProperties().put(PREFIX + "failures", failures);
    System.getProperties().put(PREFIX + "loaders", loaders);
    System.getProperties().put(PREFIX + "arrived", arrived);
  }

  void install(Path work, Path transports) throws IOException {
    String own = "org.example.unlucky.";
    new PluginBuilder(work)
        .type(own + "Provider", PROVIDER)
        .type(own + "Client", CLIENT)
        .type(own + "Shared", SHARED)
        .service(own + "Provider")
        .jar(transports.resolve("unlucky/plugin.jar"));
  }

  /** In which class loaders transports of a destination were made. */
  Set<Integer> loaders(String destination) {
    return loaders.getOrDefault(destination, Set.of());
  }

  List<String> arrived(String destination) {
    return arrived.getOrDefault(destination, List.of());
  }

  @Override
  public void close() {
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith(PREFIX));
  }
}
