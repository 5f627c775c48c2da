package io.acsexport.testing.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What can be said of the packages without a program that reads them. */
class PackageContentTest {

  private static final Path HOME = BuiltPackages.FOLDER.resolve("acs-export");
  private static final Path SOURCES =
      Path.of("../../distribution/src/main/packages").toAbsolutePath().normalize();
  private static final Path BILL =
      BuiltPackages.FOLDER.resolve("bill-of-materials/acs-export.cdx.json");

  @Test
  void everyBundledJarOfOthersHasItsLicenceNamed() throws IOException {
    assertThat(foreignJars("lib", "transports/log")).hasSizeGreaterThan(10);
    assertLicences("acs-export", foreignJars("lib", "transports/log"));
    assertLicences("acs-export-kafka", foreignJars("transports/kafka"));
    assertLicences("acs-export-rabbitmq", foreignJars("transports/rabbitmq"));
  }

  private static void assertLicences(String name, List<Path> jars) throws IOException {
    List<String> globs =
        Files.readAllLines(SOURCES.resolve("files/copyright-" + name)).stream()
            .filter(line -> line.matches("(Files:)? usr/share/.*"))
            .map(line -> line.replaceFirst("^(Files:)? +usr/share/acs-export/", ""))
            .toList();
    for (Path jar : jars) {
      assertThat(globs)
          .as("globs for %s", jar)
          .anyMatch(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(jar));
    }
    for (String glob : globs) {
      assertThat(jars)
          .as("jars of %s", glob)
          .anyMatch(jar -> FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(jar));
    }
  }

  /** Maven offline does not write one, and packages without it are for nobody else. */
  @Test
  void theBillOfMaterialsNamesWhatIsShippedWithALicenceAndNothingElse() throws IOException {
    assumeTrue(Files.exists(BILL), "Maven was offline");
    JsonNode bill = new ObjectMapper().readTree(BILL.toFile());

    List<String> named = new ArrayList<>();
    for (JsonNode component : bill.get("components")) {
      assertThat(component.path("licenses").size()).as("%s", component).isPositive();
      named.add(component.get("name").asText() + "-" + component.get("version").asText());
    }
    assertThat(named).doesNotHaveDuplicates().contains("acs-export-acs-adapter-" + release());
    List<String> shipped =
        Stream.of("lib", "transports/log", "transports/kafka", "transports/rabbitmq")
            .flatMap(folder -> jars(folder).stream())
            .map(jar -> jar.getFileName().toString().replaceFirst("\\.jar$", ""))
            .distinct()
            .toList();
    assertThat(named).containsAll(shipped);
    assertThat(named.stream().filter(name -> !shipped.contains(name)))
        .as("of the archive alone, or under another name")
        .containsExactlyInAnyOrder(
            "acs-export-acs-adapter-" + release(), "acs-export-transport-tck-" + release());
    assertThat(bill.get("metadata").has("timestamp")).as("a stamp of the build").isFalse();
  }

  @Test
  void noScriptletTouchesAService() throws IOException {
    Pattern services =
        Pattern.compile(
            "\\b(systemctl|service|invoke-rc\\.d|deb-systemd-\\w+|initctl|kill|killall|pkill)\\b");
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> scripts =
          files
              .filter(file -> file.toString().matches(".*(\\.sh|postinst|preinst|prerm|postrm)"))
              .toList();
      assertThat(scripts).hasSizeGreaterThan(5);
      for (Path script : scripts) {
        assertThat(Files.readAllLines(script))
            .as("%s", script)
            .noneMatch(line -> !line.strip().startsWith("#") && services.matcher(line).find());
      }
    }
  }

  private static String release() throws IOException {
    return Files.readString(HOME.resolve("version")).strip();
  }

  private static List<Path> foreignJars(String... folders) {
    return Stream.of(folders)
        .flatMap(folder -> jars(folder).stream())
        .filter(jar -> !jar.getFileName().toString().startsWith("acs-export-"))
        .toList();
  }

  private static List<Path> jars(String folder) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(HOME.resolve(folder), "*.jar")) {
      return StreamSupport.stream(found.spliterator(), false).map(HOME::relativize).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
