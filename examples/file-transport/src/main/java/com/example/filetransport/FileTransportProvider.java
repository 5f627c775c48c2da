package com.example.filetransport;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;
import java.nio.file.Files;
import java.nio.file.Path;

/** The transport {@code file}. */
public final class FileTransportProvider implements TransportProvider {

  private static final SettingSpecs SETTINGS =
      SettingSpecs.of(
          SettingSpec.of(
                  "file",
                  SettingType.PATH,
                  "File to append to, one JSON object a line; its folder must exist.")
              .writtenTo()
              .mandatory(),
          SettingSpec.of(
                  "sync",
                  SettingType.FLAG,
                  "Whether a batch counts as delivered only once it is on the disk.")
              .byDefault("true"));

  @Override
  public String name() {
    return "file";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION;
  }

  @Override
  public String description() {
    return "Appends events to a file.";
  }

  @Override
  public SettingSpecs settings() {
    return SETTINGS;
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    Path file = context.settings().path("file");
    if (Files.isDirectory(file)) {
      throw new SettingException("file", file + " is a folder: name a file in it");
    }
    return new FileTransport(file, context.settings().flag("sync"));
  }
}
