package io.acsexport.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.SaslConfigs;

/** Who we are to the brokers, as far as the settings tell: for messages to the operator. */
final class Principal {

  private static final Pattern USERNAME = Pattern.compile("\\busername\\s*=\\s*\"([^\"]*)\"");

  private Principal() {}

  /** Such as {@code user 'acs'}; never anything but the name of a JAAS entry. */
  static String of(ProducerSettings settings) {
    String jaas = settings.value(SaslConfigs.SASL_JAAS_CONFIG);
    if (jaas != null) {
      Matcher username = USERNAME.matcher(jaas);
      return username.find() ? "user '" + username.group(1) + "'" : "the configured SASL user";
    }
    String protocol = settings.value("security.protocol");
    return protocol != null && protocol.contains("SSL")
        ? "the owner of the client certificate"
        : "the anonymous user";
  }
}
