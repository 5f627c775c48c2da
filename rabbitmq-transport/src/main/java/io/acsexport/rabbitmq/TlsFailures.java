package io.acsexport.rabbitmq;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** Whose certificate a failed handshake is about, and what to do; Java says it in many words. */
final class TlsFailures {

  private TlsFailures() {}

  /** The failure for an exception that has the reason among its causes. */
  static Failure handshake(String broker, SSLException exception) {
    Throwable reason = RabbitFailures.innermost(exception);
    String text = String.valueOf(reason.getMessage());
    if (text.contains("Unsupported or unrecognized SSL message")) {
      return failed(
          broker + " does not speak TLS on this port",
          "Use the broker's TLS port, 5671 by default, or set tls.enabled = false.");
    }
    String with = "TLS with " + broker + " failed: ";
    if (reason instanceof CertificateExpiredException
        || reason instanceof CertificateNotYetValidException) {
      return failed(
          with + "the broker's certificate is not valid at this time: " + text,
          "Renew the broker's certificate, or set this server's clock right.");
    }
    if (isUntrusted(exception)) {
      return failed(
          with + "the broker's certificate is from an authority that is not trusted: " + text,
          "Name its authority in tls.ca or tls.truststore.");
    }
    if (text.startsWith("No subject alternative") || text.startsWith("No name matching")) {
      return failed(
          with + "the broker's certificate is for another host: " + text,
          "Use a host that the certificate names in addresses, or have one issued that names this"
              + " host.");
    }
    if (text.contains("protocol_version") || text.contains("No appropriate protocol")) {
      return failed(
          with + "broker and destination have no version of TLS in common: " + text,
          "Let the broker speak TLS 1.2 or 1.3, or correct tls.protocols.");
    }
    if (text.contains("alert: ") && (text.contains("certificate") || text.contains("unknown_ca"))) {
      return failed(
          with + "the broker does not accept our certificate: " + text,
          "See that tls.certificate or tls.keystore holds one that is valid and from an authority"
              + " that the broker trusts.");
    }
    return Failure.of(FailureCode.TLS_FAILED, with + reason);
  }

  private static Failure failed(String detail, String remedy) {
    return new Failure(FailureCode.TLS_FAILED, detail, remedy);
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
}
