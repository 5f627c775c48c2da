package io.acsexport.testing.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A third party's transport, as far as being found goes. */
public final class DroppedTransport implements TransportProvider {

  @Override
  public String name() {
    return "dropped";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public String description() {
    return "Nothing.";
  }

  @Override
  public SettingSpecs settings() {
    return SettingSpecs.of();
  }

  @Override
  public Transport create(TransportContext context) {
    throw new UnsupportedOperationException();
  }

  /** Writes its jar. */
  static void pack(Path jar) throws IOException {
    String file = DroppedTransport.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream code = DroppedTransport.class.getClassLoader().getResourceAsStream(file)) {
      out.putNextEntry(new JarEntry(file));
      Objects.requireNonNull(code).transferTo(out);
      out.putNextEntry(new JarEntry("META-INF/services/" + TransportProvider.class.getName()));
      out.write(DroppedTransport.class.getName().getBytes(UTF_8));
    }
  }
}
