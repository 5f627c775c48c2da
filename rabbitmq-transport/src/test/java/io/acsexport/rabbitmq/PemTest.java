package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.transport.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {

  /** A key made for this test, with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'. */
  private static final String ENCRYPTED =
      ""
          + "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiaqipe19c2LQICCAAw"
          + "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGaKTe1DU4RIvbPgKKJLUlcEQOZB"
          + "xmvtjNrdv/a8rYVxUPFA4ad7dGxQWja0mlTL5h8Ra47oku/leIL4P+IqUHjY46Y1"
          + "iITA08HmwSFhfeM8Vvw=";

  private static final String DECRYPTED =
      "MC4CAQAwBQYDK2VwBCIEIP4HBLpq/KtX+Jn4uGRfoMb1PsFhBAyyw8jECw+cIkox";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("key.pem");
  }

  @Test
  void keysOfTheUsualKindsAreRead() throws Exception {
    for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
      PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
      write(file, "PRIVATE KEY", key.getEncoded());

      assertThat(Pem.key(file, null)).isEqualTo(key);
    }
  }

  @Test
  void anEncryptedKeyNeedsItsPassword() throws Exception {
    write(file, "ENCRYPTED PRIVATE KEY", Base64.getDecoder().decode(ENCRYPTED));

    assertThat(Pem.key(file, Secret.of("open sesame")).getEncoded())
        .isEqualTo(Base64.getDecoder().decode(DECRYPTED));
    assertThatThrownBy(() -> Pem.key(file, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key-password");
    assertThatThrownBy(() -> Pem.key(file, Secret.of("guess")))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("key-password");
  }

  @Test
  void whatIsNoKeyIsNamed() throws Exception {
    write(file, "RSA PRIVATE KEY", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Pem.key(file, null)).hasMessageContaining("openssl pkcs8 -topk8");
    write(file, "PRIVATE KEY", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Pem.key(file, null)).isInstanceOf(GeneralSecurityException.class);
    Files.writeString(file, "nothing");
    assertThatThrownBy(() -> Pem.key(file, null)).hasMessageContaining("no private key");
    assertThatThrownBy(() -> Pem.certificates(file)).hasMessageContaining("no certificate");
  }

  private static void write(Path file, String kind, byte[] encoded) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }
}
