package io.acsexport.rabbitmq;

import io.acsexport.testing.RabbitBrokerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * An authority and what it signed, as PEM files, made with the JDK's keytool: {@code ca.pem}, and
 * certificate and key of {@code broker} (for 127.0.0.1 alone) and {@code client}.
 */
final class Certificates {

  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;

  private Certificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("all.p12");
  }

  static Certificates make(Path folder) throws Exception {
    Certificates made = new Certificates(folder);
    made.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c");
    made.sign("broker", "san=ip:127.0.0.1");
    made.sign("client", "eku=clientAuth");
    made.export();
    return made;
  }

  Path authority() {
    return folder.resolve("ca.pem");
  }

  Path certificate(String alias) {
    return folder.resolve(alias + ".pem");
  }

  Path key(String alias) {
    return folder.resolve(alias + "-key.pem");
  }

  RabbitBrokerOptions.Tls forBroker() {
    return new RabbitBrokerOptions.Tls(authority(), certificate("broker"), key("broker"), true);
  }

  private void sign(String alias, String extension) throws Exception {
    Path request = folder.resolve(alias + ".csr");
    Path signed = folder.resolve(alias + ".crt");
    keytool("-genkeypair", "-alias", alias, "-dname", "CN=" + alias);
    keytool("-certreq", "-alias", alias, "-file", request.toString());
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString(),
        "-ext",
        extension);
    keytool("-importcert", "-noprompt", "-alias", alias, "-file", signed.toString());
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"));
    }
    Path output = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + Files.readString(output));
    }
  }

  private void export() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    write(authority(), "CERTIFICATE", keys.getCertificate("ca").getEncoded());
    for (String alias : List.of("broker", "client")) {
      Certificate certificate = keys.getCertificate(alias);
      write(certificate(alias), "CERTIFICATE", certificate.getEncoded());
      write(
          key(alias),
          "PRIVATE KEY",
          Objects.requireNonNull(keys.getKey(alias, PASSWORD.toCharArray())).getEncoded());
    }
  }

  static void write(Path file, String kind, byte[] encoded) throws IOException {
    Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
    Files.writeString(
        file,
        "-----BEGIN "
            + kind
            + "-----\n"
            + base64.encodeToString(encoded)
            + "\n-----END "
            + kind
            + "-----\n",
        StandardCharsets.US_ASCII);
  }
}
