package io.acsexport.rabbitmq;

import io.acsexport.transport.Secret;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The block {@code tls}: what may be written there, and what is made of it. */
final class TlsSettings {

  static final String ENABLED = "enabled";
  static final String CA = "ca";
  static final String CERTIFICATE = "certificate";
  static final String KEY = "key";
  static final String KEY_PASSWORD = "key-password";
  static final String KEYSTORE = "keystore";
  static final String KEYSTORE_PASSWORD = "keystore-password";
  static final String TRUSTSTORE = "truststore";
  static final String TRUSTSTORE_PASSWORD = "truststore-password";
  static final String PROTOCOLS = "protocols";
  static final String VERIFY_HOST_NAME = "verify-host-name";

  private static final List<String> DEFAULT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  static final SettingSpecs SPECS =
      SettingSpecs.of(
          SettingSpec.of(ENABLED, SettingType.FLAG, "Whether connections are encrypted.")
              .byDefault("false"),
          SettingSpec.of(
              CA,
              SettingType.PATH,
              "PEM file of the authorities that may have signed the broker's certificate. Where it"
                  + " is absent, those that Java trusts."),
          SettingSpec.of(
              CERTIFICATE,
              SettingType.PATH,
              "PEM file of our own certificate and those between it and its authority, for brokers"
                  + " that ask for one."),
          SettingSpec.of(
              KEY, SettingType.PATH, "PEM file of the certificate's private key, in PKCS#8 form."),
          SettingSpec.of(KEY_PASSWORD, SettingType.SECRET, "Decrypts the private key."),
          SettingSpec.of(
              TRUSTSTORE,
              SettingType.PATH,
              "PKCS#12 or JKS file of the authorities, in place of 'ca'."),
          SettingSpec.of(TRUSTSTORE_PASSWORD, SettingType.SECRET, "Opens the truststore."),
          SettingSpec.of(
              KEYSTORE,
              SettingType.PATH,
              "PKCS#12 or JKS file of certificate and key, in place of 'certificate' and 'key'."),
          SettingSpec.of(KEYSTORE_PASSWORD, SettingType.SECRET, "Opens the keystore."),
          SettingSpec.of(
              PROTOCOLS,
              SettingType.STRING_LIST,
              "Versions of TLS allowed; TLSv1.3 and TLSv1.2 where it is absent."),
          SettingSpec.of(
                  VERIFY_HOST_NAME,
                  SettingType.FLAG,
                  "Whether the broker's certificate must name the host we connect to.")
              .byDefault("true"));

  private final Settings settings;
  private final List<SettingProblem> problems;

  private TlsSettings(Settings settings, List<SettingProblem> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  /**
   * Reads the block and the files it names; what is unusable is added to the problems.
   *
   * @param required whether the URI asks for TLS
   * @return null where connections are not encrypted, or where there were problems
   */
  static @Nullable TlsOptions read(
      Settings settings, boolean required, List<SettingProblem> problems) {
    if (!required && !settings.flag(ENABLED)) {
      for (String key : List.of(CA, CERTIFICATE, KEY, KEYSTORE, TRUSTSTORE)) {
        if (settings.has(key)) {
          problems.add(problem(key, "has no effect without tls.enabled = true"));
        }
      }
      return null;
    }
    return new TlsSettings(settings, problems).options();
  }

  private @Nullable TlsOptions options() {
    int before = problems.size();
    List<String> protocols = protocols();
    TrustManager[] trust = trust();
    KeyManager[] keys = keys();
    if (problems.size() > before) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return new TlsOptions(context, keys != null, protocols, settings.flag(VERIFY_HOST_NAME));
    } catch (GeneralSecurityException e) {
      problems.add(problem(ENABLED, "TLS cannot be used: " + e.getMessage()));
      return null;
    }
  }

  private List<String> protocols() {
    List<String> written = settings.strings(PROTOCOLS);
    if (written.isEmpty()) {
      return DEFAULT_PROTOCOLS;
    }
    try {
      Set<String> known =
          new TreeSet<>(
              List.of(SSLContext.getDefault().getSupportedSSLParameters().getProtocols()));
      for (String protocol : written) {
        if (!known.contains(protocol)) {
          problems.add(
              problem(
                  PROTOCOLS, "'" + protocol + "' is not known to this Java; known are " + known));
        }
      }
    } catch (NoSuchAlgorithmException e) {
      problems.add(problem(PROTOCOLS, "TLS cannot be used: " + e.getMessage()));
    }
    return written;
  }

  /** Null stands for the authorities that Java trusts. */
  private TrustManager @Nullable [] trust() {
    if (settings.has(TRUSTSTORE)) {
      notBoth(TRUSTSTORE, CA);
      KeyStore store = store(TRUSTSTORE, TRUSTSTORE_PASSWORD);
      return store == null ? null : trust(TRUSTSTORE, store);
    }
    if (!settings.has(CA)) {
      return null;
    }
    Path file = settings.path(CA);
    try {
      KeyStore store = emptyStore();
      for (X509Certificate certificate : Pem.certificates(file)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      return trust(CA, store);
    } catch (IOException | GeneralSecurityException e) {
      problems.add(unreadable(CA, file, e));
      return null;
    }
  }

  private TrustManager @Nullable [] trust(String key, KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      problems.add(problem(key, "cannot be used: " + e.getMessage()));
      return null;
    }
  }

  /** Null where we have no certificate to show. */
  private KeyManager @Nullable [] keys() {
    if (settings.has(KEYSTORE)) {
      notBoth(KEYSTORE, CERTIFICATE);
      notBoth(KEYSTORE, KEY);
      KeyStore store = store(KEYSTORE, KEYSTORE_PASSWORD);
      return store == null ? null : keys(KEYSTORE, store, password(KEYSTORE_PASSWORD));
    }
    if (!settings.has(CERTIFICATE) && !settings.has(KEY)) {
      return null;
    }
    if (!settings.has(CERTIFICATE) || !settings.has(KEY)) {
      String missing = settings.has(KEY) ? CERTIFICATE : KEY;
      problems.add(problem(missing, "is needed: certificate and key belong together"));
      return null;
    }
    List<X509Certificate> chain = certificates(settings.path(CERTIFICATE));
    PrivateKey key = key(settings.path(KEY));
    if (chain == null || key == null) {
      return null;
    }
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
      return keys(CERTIFICATE, store, new char[0]);
    } catch (IOException | GeneralSecurityException e) {
      problems.add(problem(CERTIFICATE, "does not fit the key: " + e.getMessage()));
      return null;
    }
  }

  private KeyManager @Nullable [] keys(String key, KeyStore store, char[] password) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      problems.add(problem(key, "cannot be used: " + e.getMessage()));
      return null;
    }
  }

  private void notBoth(String key, String other) {
    if (settings.has(other)) {
      problems.add(problem(key, "stands in place of " + other + ": write one of them"));
    }
  }

  /** Reads a store, of the form that it has. */
  private @Nullable KeyStore store(String key, String passwordKey) {
    Path file = settings.path(key);
    if (!Files.isRegularFile(file)) {
      problems.add(problem(key, file + (Files.exists(file) ? " is no file" : " does not exist")));
      return null;
    }
    try {
      return KeyStore.getInstance(file.toFile(), password(passwordKey));
    } catch (IOException | GeneralSecurityException e) {
      String advice = " (is " + passwordKey + " right?)";
      problems.add(problem(key, file + " cannot be opened: " + e.getMessage() + advice));
      return null;
    }
  }

  private char[] password(String key) {
    return settings.has(key) ? settings.secret(key).reveal().toCharArray() : new char[0];
  }

  private @Nullable List<X509Certificate> certificates(Path file) {
    try {
      return Pem.certificates(file);
    } catch (IOException | GeneralSecurityException e) {
      problems.add(unreadable(CERTIFICATE, file, e));
      return null;
    }
  }

  private @Nullable PrivateKey key(Path file) {
    Secret password = settings.has(KEY_PASSWORD) ? settings.secret(KEY_PASSWORD) : null;
    try {
      return Pem.key(file, password);
    } catch (IOException | GeneralSecurityException e) {
      problems.add(unreadable(KEY, file, e));
      return null;
    }
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static SettingProblem unreadable(String key, Path file, Exception cause) {
    String why =
        cause instanceof NoSuchFileException
            ? "does not exist"
            : String.valueOf(cause.getMessage());
    return problem(key, file + " " + why);
  }

  private static SettingProblem problem(String key, String message) {
    return new SettingProblem(RabbitTransportProvider.TLS + "." + key, message);
  }
}
