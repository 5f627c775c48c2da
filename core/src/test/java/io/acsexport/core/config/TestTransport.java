package io.acsexport.core.config;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.TemplateRules;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;

/** Declares a setting of every type; never makes a transport. */
final class TestTransport implements TransportProvider {

  private static final SettingSpecs EXCHANGE =
      SettingSpecs.of(
          SettingSpec.of("name", SettingType.STRING, "Its name.").mandatory(),
          SettingSpec.of("durable", SettingType.FLAG, "Whether it lasts.").byDefault("true"),
          SettingSpec.of("arguments", SettingType.NATIVE, "Arguments."));

  @Override
  public String name() {
    return "test";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "Takes settings of every type.";
  }

  @Override
  public SettingSpecs settings() {
    return SettingSpecs.of(
        SettingSpec.of("name", SettingType.STRING, "A name.").mandatory(),
        SettingSpec.template("topic", TemplateRules.any(), "A topic.").byDefault("cloudstack"),
        SettingSpec.choice("mode", "A mode.", "fast", "safe").byDefault("safe"),
        SettingSpec.of("flag", SettingType.FLAG, "A flag.").byDefault("false"),
        SettingSpec.of("count", SettingType.INTEGER, "A number.").byDefault("3"),
        SettingSpec.of("wait", SettingType.DURATION, "A time.").byDefault("5 s"),
        SettingSpec.of("room", SettingType.SIZE, "A size.").byDefault("8 MiB"),
        SettingSpec.of("properties-file", SettingType.PATH, "A file."),
        SettingSpec.of("password", SettingType.SECRET, "A secret."),
        SettingSpec.of("addresses", SettingType.STRING_LIST, "A list.").byDefault("[a, b]"),
        SettingSpec.of("producer", SettingType.NATIVE, "The client's own keys."),
        SettingSpec.group("exchange", EXCHANGE, "An exchange.").withShorthand("name"),
        SettingSpec.groupList("queues", EXCHANGE, "Queues.").withShorthand("name"));
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    throw new SettingException("name", "is only for tests");
  }
}
