package io.acsexport.testing.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnippetsTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Path EXAMPLE = ROOT.resolve("examples/file-transport");

  /** A comment that names a file, and the block of code behind it. */
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

  @Test
  void theCodeOfThePageIsTheExamplesCode() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/write-a-transport.md"));
    List<String> files = new ArrayList<>();
    Matcher snippet = SNIPPET.matcher(page);
    while (snippet.find()) {
      files.add(snippet.group(1));
      assertThat(Files.readString(EXAMPLE.resolve(snippet.group(1)))).contains(snippet.group(2));
    }
    assertThat(files).hasSizeGreaterThan(8);
    // Java that names no file would be compared with nothing.
    assertThat(page.split("```(java|xml)\n", -1)).hasSize(1 + (int) named(files));
  }

  @Test
  void theExampleIsSmall() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE.resolve("src"))) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      assertThat(lines).hasSizeBetween(100, 300);
    }
  }

  private static long named(List<String> files) {
    return files.stream().filter(each -> each.endsWith(".java") || each.endsWith(".xml")).count();
  }
}
