package io.acsexport.testing;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;

/** Plain AMQP 0-9-1 connections, for what a test declares, deletes or reads itself. */
public final class Amqp {

  private Amqp() {}

  /** Connects; nothing is recovered by itself once the connection is lost. */
  public static Connection connect(String uri) throws IOException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(10_000);
    try {
      factory.setUri(uri);
      return factory.newConnection("test");
    } catch (URISyntaxException | GeneralSecurityException e) {
      throw new IllegalArgumentException(uri, e);
    } catch (TimeoutException e) {
      throw new IOException(uri, e);
    }
  }
}
