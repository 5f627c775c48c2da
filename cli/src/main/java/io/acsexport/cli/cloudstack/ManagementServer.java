package io.acsexport.cli.cloudstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The layout that CloudStack's packages give a management server, below a root folder: {@code /},
 * or a scratch root. What cannot be read counts as not there.
 */
public final class ManagementServer {

  /** Where CloudStack looks for files of its operator, below the root. */
  public static final String CONFIGURATION = "etc/cloudstack/management";

  private static final String LIBRARIES = "usr/share/cloudstack-management/lib";
  private static final String DEFAULTS = "etc/default/cloudstack-management";
  private static final String MODULES = "META-INF/cloudstack";
  private static final String DEFAULT_USER = "cloud";

  /** Folders of the stock class path whose bean files count, and those whose jars do. */
  private static final List<String> CLASS_PATH_FOLDERS =
      List.of(
          CONFIGURATION,
          "usr/share/cloudstack-common",
          "usr/share/cloudstack-common/setup",
          "usr/share/cloudstack-management");

  private static final List<String> JAR_FOLDERS =
      List.of(LIBRARIES, "usr/share/cloudstack-mysql-ha/lib");

  private static final List<String> UNITS =
      List.of(
          "etc/systemd/system/cloudstack-management.service",
          "usr/lib/systemd/system/cloudstack-management.service",
          "lib/systemd/system/cloudstack-management.service");

  private static final Pattern SERVER_JAR = Pattern.compile("cloudstack-(\\d.*)\\.jar");
  private static final Pattern USER = Pattern.compile("(?m)^User=(\\S+)\\s*$");
  private static final Pattern CLASS_PATH = Pattern.compile("(?m)^\\s*CLASSPATH=(.*)$");

  private final Path root;

  private ManagementServer(Path root) {
    this.root = root;
  }

  /** That of a root folder. */
  public static ManagementServer below(Path root) {
    return new ManagementServer(root.toAbsolutePath().normalize());
  }

  /** Whether one is installed there. */
  public boolean isInstalled() {
    return serverJar() != null;
  }

  /** The folder of its libraries, whether it is there or not. */
  public Path libraries() {
    return root.resolve(LIBRARIES);
  }

  /** The folder of its configuration, whether it is there or not. */
  public Path configuration() {
    return root.resolve(CONFIGURATION);
  }

  /** The file with its class path, whether it is there or not. */
  public Path defaults() {
    return root.resolve(DEFAULTS);
  }

  /** The class path that its operator set, or null where it cannot be seen. */
  public @Nullable String classPath() {
    Matcher matcher = CLASS_PATH.matcher(text(defaults()));
    return matcher.find() ? matcher.group(1).strip().replaceAll("^\"|\"$", "") : null;
  }

  /** The user it runs as. */
  public String user() {
    for (String unit : UNITS) {
      Matcher matcher = USER.matcher(text(root.resolve(unit)));
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return DEFAULT_USER;
  }

  /** Its release, from the name of its jar or the manifest in it; null where neither tells. */
  public @Nullable AcsVersion version() {
    Path jar = serverJar();
    if (jar == null) {
      return null;
    }
    Matcher name = SERVER_JAR.matcher(String.valueOf(jar.getFileName()));
    AcsVersion version = name.matches() ? AcsVersion.parse(name.group(1)) : null;
    return version == null ? inManifest(jar) : version;
  }

  private static @Nullable AcsVersion inManifest(Path jar) {
    try (JarFile opened = new JarFile(jar.toFile())) {
      Manifest manifest = opened.getManifest();
      String text =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return text == null ? null : AcsVersion.parse(text);
    } catch (IOException unreadable) {
      return null;
    }
  }

  private @Nullable Path serverJar() {
    Path any = null;
    for (Path jar : list(libraries(), "cloudstack*.jar")) {
      any = jar;
      if (SERVER_JAR.matcher(String.valueOf(jar.getFileName())).matches()) {
        return jar;
      }
    }
    return any;
  }

  /** Every place of its class path that defines a module: jars and folders. */
  public List<Path> definitionsOf(String module) {
    String entry = MODULES + "/" + module + "/module.properties";
    List<Path> found = new ArrayList<>();
    for (String folder : JAR_FOLDERS) {
      for (Path jar : list(root.resolve(folder), "*.jar")) {
        if (holds(jar, entry)) {
          found.add(jar);
        }
      }
    }
    for (String folder : CLASS_PATH_FOLDERS) {
      Path file = root.resolve(folder).resolve(entry);
      if (Files.exists(file)) {
        found.add(file);
      }
    }
    return found;
  }

  private static boolean holds(Path jar, String entry) {
    try (JarFile opened = new JarFile(jar.toFile())) {
      return opened.getEntry(entry) != null;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** The bean files of its operator that CloudStack reads, of every module. */
  public List<Path> beanFiles() {
    List<Path> files = new ArrayList<>();
    for (String folder : CLASS_PATH_FOLDERS) {
      files.addAll(beanFilesIn(root.resolve(folder)));
    }
    return files;
  }

  /** The bean files of one folder of the class path. */
  public static List<Path> beanFilesIn(Path folder) {
    List<Path> files = new ArrayList<>();
    for (Path module : list(folder.resolve(MODULES), "*")) {
      files.addAll(list(module, "*{context,context-inheritable,context-override}.xml"));
    }
    return files;
  }

  private static List<Path> list(Path folder, String glob) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(files::add);
    } catch (IOException notThere) {
      return List.of();
    }
    files.sort(null);
    return files;
  }

  private static String text(Path file) {
    try {
      return new String(SmallFiles.read(file), StandardCharsets.UTF_8);
    } catch (UnreadableFileException notThere) {
      return "";
    }
  }
}
