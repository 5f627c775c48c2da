package io.acsexport.rabbitmq;

import io.acsexport.transport.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys from PEM files. What it throws is meant for the operator. */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /** All certificates of a file, in their order; at least one. */
  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      if (block.group(1).endsWith("CERTIFICATE")) {
        certificates.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(bytes(block.group(2)))));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException("holds no certificate in PEM form");
    }
    return certificates;
  }

  /** The private key of a file, in PKCS#8 form, encrypted or not. */
  static PrivateKey key(Path file, @Nullable Secret password)
      throws IOException, GeneralSecurityException {
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      String kind = block.group(1);
      if (kind.equals("PRIVATE KEY")) {
        return key(new PKCS8EncodedKeySpec(bytes(block.group(2))));
      }
      if (kind.equals("ENCRYPTED PRIVATE KEY")) {
        if (password == null) {
          throw new IOException("is encrypted: set key-password");
        }
        return key(decrypted(bytes(block.group(2)), password));
      }
      if (kind.endsWith("PRIVATE KEY")) {
        throw new IOException(
            "has the older form '" + kind + "': convert it with 'openssl pkcs8 -topk8'");
      }
    }
    throw new IOException("holds no private key in PEM form");
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] encoded, Secret password)
      throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encoded);
    // Of PBES2 the parameters name the ciphers; their text is the name the JDK knows them by.
    String algorithm =
        info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
    PBEKeySpec spec = new PBEKeySpec(password.reveal().toCharArray());
    try {
      SecretKey secret = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
      return new PKCS8EncodedKeySpec(cipher.doFinal(info.getEncryptedData()));
    } catch (BadPaddingException e) {
      throw new GeneralSecurityException("cannot be decrypted: is key-password right?", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Of another kind: the encoding tells, and the factory of that kind reads it.
      }
    }
    throw new GeneralSecurityException("holds a key that is none of " + ALGORITHMS);
  }

  private static byte[] bytes(String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException("is damaged: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
