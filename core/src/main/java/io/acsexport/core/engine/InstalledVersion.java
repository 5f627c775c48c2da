package io.acsexport.core.engine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an installation directory holds at some moment: read once when an engine opens and again
 * whenever somebody asks, it tells whether packages were installed since, which a running engine
 * takes no notice of. Reading it costs a few directory listings. Immutable.
 *
 * @param release what the file {@code version} says, or null where there is none
 * @param transports the names of the jars of each transport, those in {@code ext} included; the
 *     names of jars carry their versions
 */
public record InstalledVersion(
    @Nullable String release, SortedMap<String, SortedSet<String>> transports) {

  /**
   * Looks at an installation.
   *
   * @param home its directory; one that is gone or not complete gives what is there
   * @throws IOException when something in it cannot be read
   */
  public static InstalledVersion of(Path home) throws IOException {
    SortedMap<String, SortedSet<String>> transports = new TreeMap<>();
    for (Path transport : list(home.resolve("transports"), "*")) {
      if (Files.isDirectory(transport)) {
        SortedSet<String> jars = new TreeSet<>();
        for (Path jar : list(transport, "*.jar")) {
          jars.add(String.valueOf(jar.getFileName()));
        }
        for (Path jar : list(transport.resolve("ext"), "*.jar")) {
          jars.add("ext/" + jar.getFileName());
        }
        if (!jars.isEmpty()) {
          transports.put(String.valueOf(transport.getFileName()), jars);
        }
      }
    }
    return new InstalledVersion(release(home.resolve("version")), transports);
  }

  /**
   * Why a process that began with this one should be restarted, one sentence each; empty while
   * nothing was installed or removed.
   *
   * @param now what is installed at present
   */
  public List<String> restartsDue(InstalledVersion now) {
    if (now.release == null && release != null) {
      return List.of("acs-export " + release + " is running, and is no longer installed");
    }
    if (release != null && !release.equals(now.release)) {
      return List.of("acs-export " + release + " is running, and " + now.release + " is installed");
    }
    List<String> due = new ArrayList<>();
    SortedSet<String> names = new TreeSet<>(transports.keySet());
    names.addAll(now.transports.keySet());
    for (String name : names) {
      SortedSet<String> before = transports.get(name);
      SortedSet<String> after = now.transports.get(name);
      if (before == null) {
        due.add("the transport in transports/" + name + " was installed since the start");
      } else if (after == null) {
        due.add("the transport in transports/" + name + " is running, and no longer installed");
      } else if (!before.equals(after)) {
        due.add(
            "the transport in transports/" + name + " is running with other jars than installed");
      }
    }
    return due;
  }

  private static @Nullable String release(Path file) throws IOException {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? null : text;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static List<Path> list(Path directory, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
        entries.forEach(found::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return found;
  }
}
