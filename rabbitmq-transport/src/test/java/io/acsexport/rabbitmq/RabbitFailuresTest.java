package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.MissedHeartbeatException;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.tck.FakeContext;
import io.acsexport.transport.tck.FakeSettings;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** What no broker of the other tests can be brought to say at will. */
class RabbitFailuresTest {

  @Test
  void theCauseDecidesHoweverDeepItLies() throws Exception {
    RabbitFailures failures = failures(Destination.unset().with("addresses", "mq1"));

    assertCode(failures, new ConnectException("refused"), FailureCode.CONNECTION_FAILED);
    assertCode(failures, new EOFException(), FailureCode.CONNECTION_FAILED);
    assertCode(failures, new UnknownHostException("mq1"), FailureCode.CONNECTION_FAILED);
    assertCode(failures, new MissedHeartbeatException("x"), FailureCode.CONNECTION_FAILED);
    assertCode(failures, new TimeoutException("x"), FailureCode.TIMEOUT);
    assertCode(failures, new SSLException("x"), FailureCode.TLS_FAILED);
    assertCode(failures, new MalformedFrameException("x"), FailureCode.BROKER_UNSUPPORTED);
    assertThat(failures.connection(new IllegalStateException("x")).code())
        .isEqualTo(FailureCode.UNCLASSIFIED);
    assertThat(failures.connection(new EOFException()).detail()).contains("hung up");
  }

  @Test
  void aHangUpWhereWeShowNoCertificateHintsAtIt() throws Exception {
    Failure encrypted =
        failures(Destination.unset().with("uri", "amqps://mq1"))
            .opening(new SocketException("Connection reset"));
    Failure plain =
        failures(Destination.unset().with("addresses", "mq1"))
            .opening(new SocketException("Connection reset"));

    assertThat(encrypted.code()).isEqualTo(FailureCode.CONNECTION_FAILED);
    assertThat(encrypted.remedy()).contains("tls.certificate");
    assertThat(plain.remedy()).doesNotContain("tls.certificate");
  }

  private static void assertCode(RabbitFailures failures, Exception cause, FailureCode code) {
    Failure failure = failures.connection(new IOException(new IOException("outer", cause)));
    assertThat(failure.code()).as(failure.detail()).isEqualTo(code);
    assertThat(failure.detail()).contains("mq1:5672");
  }

  private static RabbitFailures failures(FakeSettings settings) throws Exception {
    try (FakeContext context = new FakeContext(settings)) {
      return new RabbitFailures("mq1:5672", RabbitSettings.resolve(context));
    }
  }
}
