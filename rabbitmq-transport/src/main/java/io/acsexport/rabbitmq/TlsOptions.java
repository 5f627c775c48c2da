package io.acsexport.rabbitmq;

import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How a connection is encrypted.
 *
 * @param context whom we trust and who we are
 * @param ownCertificate whether we have a certificate to show
 * @param protocols the versions of TLS allowed
 * @param verifyHostName whether the broker's certificate must name the host we connect to
 */
record TlsOptions(
    SSLContext context, boolean ownCertificate, List<String> protocols, boolean verifyHostName) {}
