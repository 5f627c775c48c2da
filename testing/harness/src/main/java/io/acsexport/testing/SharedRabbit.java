package io.acsexport.testing;

import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Holds the broker of {@link RabbitBroker#shared()}: test classes have no owner in common. */
final class SharedRabbit {

  private static @Nullable RabbitBroker broker;

  private SharedRabbit() {}

  static synchronized RabbitBroker get() throws IOException, InterruptedException {
    RabbitBroker shared = broker;
    if (shared == null || !shared.isRunning()) {
      shared =
          RabbitBroker.start(
              RabbitBrokerOptions.in(Files.createTempDirectory("rabbitmq-").toAbsolutePath()));
      broker = shared;
    }
    return shared;
  }
}
