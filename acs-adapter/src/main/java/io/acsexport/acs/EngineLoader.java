package io.acsexport.acs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the engine of a home directory and opens it. */
final class EngineLoader {

  /** The oldest Java that the engine runs on. */
  static final int OLDEST_JAVA = 17;

  private final int javaFeature;
  private final HostLog log;

  /**
   * For a JVM and a log.
   *
   * @param javaFeature the JVM's feature release, such as 17
   */
  EngineLoader(int javaFeature, HostLog log) {
    this.javaFeature = javaFeature;
    this.log = log;
  }

  /**
   * Opens the engine.
   *
   * @param home where it is installed
   * @param configuration its configuration file
   * @param node the host's id of this server, or null
   * @throws UnusableEngineException when there is none that could run here
   */
  EventReceiver open(Path home, Path configuration, @Nullable String node)
      throws UnusableEngineException {
    if (javaFeature < OLDEST_JAVA) {
      throw new UnusableEngineException(
          "this JVM is Java "
              + javaFeature
              + " and the exporter needs Java "
              + OLDEST_JAVA
              + " or newer; CloudStack runs on it from 4.20 on",
          null);
    }
    Path library = home.resolve("lib");
    Map<String, Object> options = new HashMap<>();
    options.put("home", home.toString());
    options.put("configuration", configuration.toString());
    if (node != null) {
      options.put("node", node);
    }
    EngineClassLoader loader = load(library);
    try {
      return EngineReceiver.open(loader, options, log);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw closing(
          loader,
          "the engine in "
              + library
              + " does not fit this adapter ("
              + e
              + "); install both from one release of acs-export",
          e);
    } catch (Throwable e) {
      throw closing(loader, "the engine in " + library + " failed to open: " + e, e);
    }
  }

  private static EngineClassLoader load(Path library) throws UnusableEngineException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(library, "*.jar")) {
      found.forEach(jars::add);
      Collections.sort(jars);
      if (!jars.isEmpty()) {
        return new EngineClassLoader(library, jars);
      }
    } catch (IOException e) {
      throw new UnusableEngineException(
          "the engine in "
              + library
              + " cannot be read ("
              + e
              + "); install the package acs-export, readable for the user of the management"
              + " server, or set the system property acs-export.home",
          e);
    }
    throw new UnusableEngineException(
        "there is no engine in "
            + library
            + "; install the package acs-export, or set the system property acs-export.home",
        null);
  }

  private static UnusableEngineException closing(
      EngineClassLoader loader, String message, Throwable cause) {
    try {
      loader.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return new UnusableEngineException(message, cause);
  }
}
