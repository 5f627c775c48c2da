package io.acsexport.acs;

import io.acsexport.core.bridge.Bridge;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Installs {@link Bridge} as the engine of a home directory. */
record FakeEngine(Path home, Path configuration) {

  static FakeEngine install(Path directory) throws IOException {
    FakeEngine engine = new FakeEngine(directory.resolve("home"), directory.resolve("engine.conf"));
    Files.createDirectories(engine.home.resolve("lib"));
    engine.jar(
        Map.of(
            "io/acsexport/core/bridge/Bridge.class",
            Bridge.class.getName(),
            "io/acsexport/core/bridge/Bridge$Broken.class",
            Bridge.class.getName() + "$Broken"));
    engine.failIn("nothing");
    return engine;
  }

  /** Puts a class into the engine's jar under that name. */
  void jar(String entry, Class<?> type) throws IOException {
    jar(Map.of(entry, type.getName()));
  }

  private void jar(Map<String, String> types) throws IOException {
    try (OutputStream file = Files.newOutputStream(home.resolve("lib/engine.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      for (Map.Entry<String, String> type : types.entrySet()) {
        String resource = "/" + type.getValue().replace('.', '/') + ".class";
        try (InputStream bytes =
            Objects.requireNonNull(FakeEngine.class.getResourceAsStream(resource))) {
          jar.putNextEntry(new JarEntry(type.getKey()));
          bytes.transferTo(jar);
        }
      }
    }
  }

  void failIn(String method) throws IOException {
    Files.writeString(configuration, method);
  }
}
