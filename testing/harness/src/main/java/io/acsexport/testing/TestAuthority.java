package io.acsexport.testing;

import java.io.IOException;
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
 * A certificate authority for tests, made anew with the JDK's {@code keytool}; all files are PEM.
 * Used by one thread.
 */
public final class TestAuthority {

  private static final char[] PASSWORD = "secret".toCharArray();

  private final Path folder;
  private final Path store;

  /**
   * What one party of a TLS connection has.
   *
   * @param certificate with that of the authority behind it
   * @param key unencrypted, PKCS #8
   */
  public record Identity(Path certificate, Path key) {}

  private TestAuthority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("keys.p12");
  }

  /** Makes an authority in this folder, which is made if missing. */
  public static TestAuthority in(Path folder) throws IOException, InterruptedException {
    TestAuthority authority = new TestAuthority(Files.createDirectories(folder));
    authority.generate("authority", "-ext", "bc:c=ca:true");
    authority.write("authority");
    return authority;
  }

  /** The authority's own certificate. */
  public Path certificate() {
    return folder.resolve("authority.pem");
  }

  /**
   * Issues a certificate that is good for servers and clients.
   *
   * @param name its common name, and what its files are called
   * @param alternativeName what it is valid for, such as {@code ip:127.0.0.1} or {@code dns:mq1}
   */
  public Identity issue(String name, String alternativeName)
      throws IOException, InterruptedException {
    generate(
        name,
        "-signer",
        "authority",
        "-signerkeypass",
        new String(PASSWORD),
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
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("authority", load().getCertificate("authority"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyStore own = emptyStore();
      if (name != null) {
        KeyStore all = load();
        own.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
      }
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void generate(String name, String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    command.addAll(Arrays.asList(more));
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
      Key key = keys.getKey(name, PASSWORD);
      return new Identity(
          Files.writeString(folder.resolve(name + ".pem"), certificates),
          Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD);
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
