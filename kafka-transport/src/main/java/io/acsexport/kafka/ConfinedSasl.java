package io.acsexport.kafka;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClient.OAuthBearerSaslClientFactory;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.security.scram.internals.ScramSaslClient.ScramSaslClientFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Kafka's log-in mechanisms within this plugin.
 *
 * <p>Kafka enters them as security providers of the whole JVM, under fixed names, so that of two
 * Kafka clients in one JVM the second logs in through classes of the first. Beside an older client,
 * such as that of CloudStack's own Kafka bus, OAUTHBEARER then fails for good: ours, or the host's.
 * So what Kafka entered from here is taken out at once, and this provider, which answers on threads
 * of this plugin alone, stands before all others.
 */
final class ConfinedSasl extends Provider {

  private static final String TYPE = "SaslClientFactory";
  private static final ClassLoader OWN = ConfinedSasl.class.getClassLoader();

  static {
    replaceKafkas();
  }

  private ConfinedSasl() {
    super(
        "acs-export SASL " + Integer.toHexString(System.identityHashCode(OWN)),
        "1",
        "SASL mechanisms of Kafka for acs-export alone");
    SaslClientFactory scram = new ScramSaslClientFactory();
    putService(new Mechanism("SCRAM-SHA-256", scram));
    putService(new Mechanism("SCRAM-SHA-512", scram));
    putService(
        new Mechanism(
            OAuthBearerLoginModule.OAUTHBEARER_MECHANISM, new OAuthBearerSaslClientFactory()));
  }

  /** Does it, once in the life of this class; whoever unloads the plugin takes the provider out. */
  static void install() {
    // What there is to do, the initialiser did.
  }

  /** Under the lock of Security's own methods: nobody finds Kafka's names taken in between. */
  @SuppressWarnings("LockOnNonEnclosingClassLiteral") // It is the very lock that addProvider takes.
  private static void replaceKafkas() {
    synchronized (Security.class) {
      initialize(PlainLoginModule.class);
      initialize(ScramLoginModule.class);
      initialize(OAuthBearerLoginModule.class);
      for (Provider provider : Security.getProviders()) {
        if (provider.getClass().getClassLoader() == OWN) {
          Security.removeProvider(provider.getName());
        }
      }
      Security.insertProviderAt(new ConfinedSasl(), 1);
    }
  }

  private static void initialize(Class<?> loginModule) {
    try {
      Class.forName(loginModule.getName(), true, OWN);
    } catch (ClassNotFoundException e) {
      throw new LinkageError("a class that was just there", e);
    }
  }

  /** One mechanism; made without reflection, which would want public classes. */
  private final class Mechanism extends Service {

    private final SaslClientFactory factory;

    Mechanism(String name, SaslClientFactory factory) {
      super(ConfinedSasl.this, TYPE, name, Confined.class.getName(), null, null);
      this.factory = factory;
    }

    @Override
    public Object newInstance(@Nullable Object parameter) {
      return new Confined(factory);
    }
  }

  /** Offers nothing to others: they ask the next provider then. */
  private record Confined(SaslClientFactory factory) implements SaslClientFactory {

    private static boolean isOurs() {
      return Thread.currentThread().getContextClassLoader() == OWN;
    }

    @Override
    public @Nullable SaslClient createSaslClient(
        String[] mechanisms,
        String authorizationId,
        String protocol,
        String serverName,
        Map<String, ?> properties,
        CallbackHandler handler)
        throws SaslException {
      return isOurs()
          ? factory.createSaslClient(
              mechanisms, authorizationId, protocol, serverName, properties, handler)
          : null;
    }

    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
      return isOurs() ? factory.getMechanismNames(properties) : new String[0];
    }
  }
}
