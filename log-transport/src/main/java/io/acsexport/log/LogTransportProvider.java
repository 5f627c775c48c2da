package io.acsexport.log;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;

/** The transport {@code log}. */
public final class LogTransportProvider implements TransportProvider {

  static final String FILE = "file";
  static final String MAX_SIZE = "max-size";
  static final String MAX_FILES = "max-files";
  static final String LEVEL = "level";
  static final String BODY_LIMIT = "body-limit";

  private static final SettingSpecs SETTINGS =
      SettingSpecs.of(
          SettingSpec.of(
                  FILE,
                  SettingType.PATH,
                  "File to append events to, one JSON object a line; its folder must exist. Where it"
                      + " is absent, events go to the exporter's log.")
              .writtenTo(),
          SettingSpec.of(
                  MAX_SIZE,
                  SettingType.SIZE,
                  "With file: how large it may grow, 64 KiB to 64 GiB, before it is renamed to"
                      + " file.000001, file.000002 and so on, and begun anew.")
              .byDefault("64 MiB"),
          SettingSpec.of(
                  MAX_FILES,
                  SettingType.INTEGER,
                  "With file: how many files may stand at once, that being written included, 2 to"
                      + " 1000. The oldest is deleted for the next.")
              .byDefault("5"),
          SettingSpec.choice(
                  LEVEL,
                  "Without file: the level of the lines. The logger is io.acsexport.log.events.",
                  "trace",
                  "debug",
                  "info",
                  "warn")
              .byDefault("info"),
          SettingSpec.of(
                  BODY_LIMIT,
                  SettingType.INTEGER,
                  "Without file: how many characters of a body a line shows at most, 0 to 100000.")
              .byDefault("1000"));

  /** Constructed by {@link java.util.ServiceLoader}. */
  public LogTransportProvider() {}

  @Override
  public String name() {
    return "log";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "The exporter's own log or a file on this machine, for trials without a broker.";
  }

  @Override
  public SettingSpecs settings() {
    return SETTINGS;
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    return context.settings().has(FILE)
        ? new FileTransport(FileSettings.resolve(context), context, Disk.REAL)
        : new LoggerTransport(LoggerSettings.resolve(context));
  }
}
