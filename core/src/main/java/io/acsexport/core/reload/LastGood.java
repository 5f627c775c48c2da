package io.acsexport.core.reload;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.acsexport.core.spool.TextChecksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The words of the last configuration that could be used, for a start at which it cannot. Passwords
 * may be among them, so the file is its owner's alone; files of secrets are named and not copied.
 *
 * <p>The folder is not one that the configuration could name: it is needed when that cannot be
 * read.
 */
final class LastGood {

  private static final String FOLDER = "last-good";
  private static final int VERSION = 1;

  private static final ConfigParseOptions JSON =
      ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);

  /**
   * What was kept.
   *
   * @param savedAt when
   * @param texts of the configuration file and what it includes, by path
   */
  record Kept(Instant savedAt, Map<Path, String> texts) {
    /** Not the texts. */
    @Override
    public String toString() {
      return "Kept[" + savedAt + ", " + texts.keySet() + "]";
    }
  }

  private final Path state;
  private final Path configuration;
  private final Path file;

  /** Of one configuration file. */
  LastGood(Path state, Path configuration) {
    this.state = state;
    this.configuration = configuration;
    // Several installations on a machine may share the folder, if hardly outside of tests.
    UUID name = UUID.nameUUIDFromBytes(configuration.toString().getBytes(StandardCharsets.UTF_8));
    this.file = state.resolve(FOLDER).resolve(name + ".json");
  }

  /** Whether there is a folder to keep it in. */
  boolean isPossible() {
    return Files.isDirectory(state);
  }

  /** Keeps these texts, unless they are what is kept already. */
  void keep(Map<Path, String> texts, Instant now) throws IOException {
    Kept before = readOrNull();
    if (before != null && before.texts().equals(texts)) {
      return;
    }
    Path folder = state.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder, permissions("rwx------"));
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions("rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(render(texts, now).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        int unused = out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private @Nullable Kept readOrNull() {
    try {
      return read();
    } catch (IOException e) {
      return null; // replaced by what is kept now
    }
  }

  /** What was kept last; null where nothing was. */
  @Nullable Kept read() throws IOException {
    try {
      // As JSON, which it is: an include or a reference would be damage.
      Config kept = ConfigFactory.parseString(Files.readString(file), JSON);
      if (kept.getInt("version") != VERSION
          || !kept.getString("configuration").equals(configuration.toString())) {
        return null;
      }
      Map<Path, String> texts = new TreeMap<>();
      for (Map.Entry<String, ConfigValue> entry : kept.getObject("texts").entrySet()) {
        texts.put(Path.of(entry.getKey()), String.valueOf(entry.getValue().unwrapped()));
      }
      if (!kept.getString("checksum").equals(checksum(texts))) {
        throw new IOException(file + " is damaged");
      }
      return new Kept(Instant.parse(kept.getString("saved-at")), texts);
    } catch (NoSuchFileException e) {
      return null;
    } catch (ConfigException
        | DateTimeException
        | InvalidPathException
        | CharacterCodingException
        | StackOverflowError e) {
      // Without its cause: that may quote a line with a password.
      throw new IOException(file + " is damaged");
    }
  }

  private String render(Map<Path, String> texts, Instant now) {
    Map<String, Object> byName = new TreeMap<>();
    texts.forEach((path, text) -> byName.put(path.toString(), text));
    Map<String, Object> all =
        Map.of(
            "version",
            VERSION,
            "configuration",
            configuration.toString(),
            "saved-at",
            now.toString(),
            "checksum",
            checksum(texts),
            "texts",
            byName);
    return ConfigValueFactory.fromMap(all).render(ConfigRenderOptions.concise().setFormatted(true));
  }

  /** A byte that changed must not become another topic. */
  private static String checksum(Map<Path, String> texts) {
    return TextChecksum.of(new TreeMap<>(texts).toString());
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
