package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {

  @TempDir Path folder;

  @Test
  void whatTheConsoleProducerWroteOutlivesAKillAndReachesTheConsoleConsumer() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(KafkaBrokerOptions.in(folder.resolve("a b")))) {
      KafkaConsole console = new KafkaConsole(broker.bootstrapServers(), folder.resolve("console"));
      console.produce("cs", List.of("test", "größer"));
      String address = broker.bootstrapServers();

      broker.kill();
      assertThat(broker.isRunning()).isFalse();
      broker.start();

      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(console.consume("cs", 2, Duration.ofSeconds(20)))
          .containsExactly("test", "größer");

      broker.stop();
      assertThat(connects(address)).isFalse();
    }
  }

  @Test
  void aBrokerThatCannotStartSaysWhereToLook() {
    KafkaBrokerOptions options = KafkaBrokerOptions.in(folder).with("num.io.threads", "none");

    assertThatThrownBy(() -> KafkaBroker.start(options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended while starting")
        .hasMessageContaining("output.log");
    assertThat(folder.resolve("output.log")).content().contains("num.io.threads");
  }

  private static boolean connects(String address) {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
