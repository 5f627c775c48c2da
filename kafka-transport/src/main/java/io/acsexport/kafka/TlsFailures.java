package io.acsexport.kafka;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/** Whose certificate a failed handshake is about, and what to do; Java says it in many words. */
final class TlsFailures {

  private TlsFailures() {}

  /** The failure for an exception that has the reason among its causes. */
  static Failure handshake(String servers, Throwable exception) {
    Throwable reason = innermost(exception);
    String text = String.valueOf(reason.getMessage());
    String with = "TLS with " + servers + ": ";
    if (reason instanceof CertificateExpiredException
        || reason instanceof CertificateNotYetValidException) {
      return failed(
          with + "the broker's certificate is not valid at this time: " + text,
          "Renew the broker's certificate, or set this server's clock right.");
    }
    if (isUntrusted(exception)) {
      return failed(
          with + "the broker's certificate is from an authority that is not trusted: " + text,
          "Name its authority in producer.ssl.truststore.location (and ssl.truststore.type).");
    }
    if (text.startsWith("No subject alternative") || text.startsWith("No name matching")) {
      return failed(
          with + "the broker's certificate is for another host: " + text,
          "Use a host that the certificate names in producer.bootstrap.servers and in the brokers'"
              + " advertised.listeners, or have one issued that names this host.");
    }
    if (text.contains("protocol_version") || text.contains("No appropriate protocol")) {
      return failed(
          with + "broker and destination have no version of TLS in common: " + text,
          "Let the broker speak TLS 1.2 or 1.3, or correct producer.ssl.enabled.protocols.");
    }
    if (text.contains("alert:") && (text.contains("certificate") || text.contains("unknown_ca"))) {
      return failed(
          with + "the broker does not accept our certificate: " + text,
          "See that producer.ssl.keystore.location holds a certificate that is valid and from an"
              + " authority that the broker trusts.");
    }
    return failed(with + text, null);
  }

  /** Whether the client says that it could not read a key store or trust store. */
  static boolean isStore(Throwable exception) {
    String text = String.valueOf(exception.getMessage());
    return text.startsWith("Failed to load") && text.contains("SSL keystore");
  }

  /** The failure for such an exception. */
  static Failure store(Throwable exception) {
    Throwable reason = innermost(exception);
    String why = reason == exception ? "" : ": " + reason;
    return new Failure(
        FailureCode.CONFIGURATION,
        exception.getMessage() + why,
        "See that the file can be read, has the form of producer.ssl.keystore.type or"
            + " ssl.truststore.type, and that the password beside it is right.");
  }

  private static Failure failed(String detail, @Nullable String remedy) {
    return remedy == null
        ? Failure.of(FailureCode.TLS_FAILED, detail)
        : new Failure(FailureCode.TLS_FAILED, detail, remedy);
  }

  /** Java found no way from the broker's certificate to one that is trusted. */
  private static boolean isUntrusted(Throwable exception) {
    for (Throwable at = exception; at != null; at = at.getCause()) {
      if (at instanceof CertPathBuilderException
          || (at instanceof CertPathValidatorException invalid
              && invalid.getReason() != BasicReason.ALGORITHM_CONSTRAINED)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable innermost(Throwable exception) {
    Throwable at = exception;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }
}
