package io.acsexport.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for tests, made anew with the JDK's {@code keytool}. Used by one thread.
 */
public final class TestAuthority {

  /** Of every store. */
  public static final String PASSWORD = "secret";

  private final Path folder;
  private final Path store;

  /**
   * What one party of a TLS connection has.
   *
   * @param certificate with that of the authority behind it
   * @param key unencrypted, PKCS #8
   * @param both key and certificates in one PEM file
   * @param store both as PKCS #12, under {@link #PASSWORD}
   */
  public record Identity(Path certificate, Path key, Path both, Path store) {}

  private TestAuthority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("keys.p12");
  }

  /** Makes an authority in this folder, which is made if missing. */
  public static TestAuthority in(Path folder) throws IOException, InterruptedException {
    TestAuthority authority = new TestAuthority(Files.createDirectories(folder));
    authority.generate("authority", "-ext", "bc:c=ca:true");
    authority.write("authority");
    store(authority.trusting(), authority.trustStore());
    return authority;
  }

  /** The authority's own certificate. */
  public Path certificate() {
    return folder.resolve("authority.pem");
  }

  /** A PKCS #12 store that trusts the authority, under {@link #PASSWORD}. */
  public Path trustStore() {
    return folder.resolve("trusted.p12");
  }

  /**
   * Issues a certificate that is good for servers and clients. Issued again under the same name, it
   * takes the place of the one before in its files.
   *
   * @param name its common name, and what its files are called
   * @param alternativeName what it is valid for, such as {@code ip:127.0.0.1} or {@code dns:mq1}
   */
  public Identity issue(String name, String alternativeName)
      throws IOException, InterruptedException {
    return issue(name, alternativeName, "+0d");
  }

  /** Issues a certificate that expired yesterday. */
  public Identity issueExpired(String name, String alternativeName)
      throws IOException, InterruptedException {
    return issue(name, alternativeName, "-3d");
  }

  private Identity issue(String name, String alternativeName, String start)
      throws IOException, InterruptedException {
    if (Files.exists(folder.resolve(name + ".pem"))) {
      keytool("-delete", "-alias", name);
    }
    generate(
        name,
        "-signer",
        "authority",
        "-signerkeypass",
        PASSWORD,
        "-startdate",
        start,
        "-ext",
        "san=" + alternativeName,
        "-ext",
        "eku=serverAuth,clientAuth");
    return write(name);
  }

  /**
   * What a client of the tests connects with.
   *
   * @param name whose certificate it shows, one {@linkplain #issue issued} here; null for none
   */
  public SSLContext clientContext(@Nullable String name) throws IOException {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusting());
      KeyStore own = name == null ? emptyStore() : storeOf(name);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void generate(String name, String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    arguments.addAll(Arrays.asList(more));
    keytool(arguments.toArray(String[]::new));
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Path output = folder.resolve("keytool.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    int code = builder.redirectOutput(output.toFile()).start().waitFor();
    if (code != 0) {
      throw new IOException("keytool ended with " + code + ": " + Files.readString(output));
    }
  }

  private Identity write(String name) throws IOException {
    try {
      KeyStore keys = load();
      StringBuilder certificates = new StringBuilder();
      for (Certificate certificate : keys.getCertificateChain(name)) {
        certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      Key key = keys.getKey(name, PASSWORD.toCharArray());
      String privateKey = pem("PRIVATE KEY", key.getEncoded());
      Path store = folder.resolve(name + ".p12");
      store(storeOf(name), store);
      return new Identity(
          Files.writeString(folder.resolve(name + ".pem"), certificates),
          Files.writeString(folder.resolve(name + ".key"), privateKey),
          Files.writeString(folder.resolve(name + "-both.pem"), privateKey + certificates),
          store);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore trusting() throws IOException {
    try {
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("authority", load().getCertificate("authority"));
      return trusted;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore storeOf(String name) throws IOException, GeneralSecurityException {
    char[] password = PASSWORD.toCharArray();
    KeyStore all = load();
    KeyStore own = emptyStore();
    own.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
    return own;
  }

  private static void store(KeyStore keys, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    return keys;
  }

  private static String pem(String kind, byte[] encoded) {
    byte[] line = "\n".getBytes(StandardCharsets.US_ASCII);
    String text = Base64.getMimeEncoder(64, line).encodeToString(encoded);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }
}
