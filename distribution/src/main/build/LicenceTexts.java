import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Collects the licence and notice texts that the jars of a folder carry, each text once, into a
 * file. So they stay those of the releases that are shipped.
 */
final class LicenceTexts {

  private static final Pattern NAME =
      Pattern.compile("(META-INF/)?[^/]*(LICENSE|NOTICE)[^/]*", Pattern.CASE_INSENSITIVE);

  private LicenceTexts() {}

  /** Arguments: the file to write, and the folders. */
  public static void main(String[] args) throws IOException {
    Map<String, TreeSet<String>> found = new LinkedHashMap<>();
    for (String folder : List.of(args).subList(1, args.length)) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path jar : files.filter(LicenceTexts::isJar).sorted().toList()) {
          collect(jar, found);
        }
      }
    }
    StringBuilder all =
        new StringBuilder("Licence and notice texts as the bundled jars carry them, each once.\n");
    found.forEach(
        (text, places) -> {
          all.append('\n').append("=".repeat(79)).append('\n');
          places.forEach(place -> all.append(place).append('\n'));
          all.append("=".repeat(79)).append("\n\n").append(text).append('\n');
        });
    Files.writeString(Path.of(args[0]), all);
  }

  private static boolean isJar(Path file) {
    return file.getFileName().toString().endsWith(".jar");
  }

  private static void collect(Path jar, Map<String, TreeSet<String>> found) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<String> names =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> NAME.matcher(name).matches())
              .sorted()
              .toList();
      for (String name : names) {
        String text =
            new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), UTF_8)
                .replace("\r\n", "\n")
                .strip();
        found
            .computeIfAbsent(text, absent -> new TreeSet<>())
            .add(jar.getFileName() + ": " + name);
      }
    }
  }
}
