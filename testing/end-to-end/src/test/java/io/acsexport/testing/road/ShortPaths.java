package io.acsexport.testing.road;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Temporary folders whose paths are short enough for a socket, wherever the build lies. */
public final class ShortPaths implements TempDirFactory {

  /** Made by JUnit. */
  public ShortPaths() {}

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
      throws IOException {
    return Files.createTempDirectory(Path.of("/tmp"), "acs-test-");
  }
}
