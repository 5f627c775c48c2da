package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the file holds: it is read, or refused with problems, and nothing else happens. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutatedConfigurationTest {

  private static final int CASES = 2_000;

  private static final String VALID =
      """
      acs-export {
        node = ms1
        attributes { cloud = "eu-1", "rack.row" = "c" } // said to consumers
        redaction { additional-keys = [pin, "other-pin"] }
        spool { directory = "spool", max-size = 1 GiB, fsync = always }
        status { http = "127.0.0.1:9479", host-names = [ms1.example.com] }
        destinations {
          main {
            transport = test
            include { type = ["VM.*", "VOLUME.?"], attributes { cloud = [eu-1, "us-*"] } }
            key = "{resourceUuid}"
            settings {
              name = n, topic = "acs.{category}.{attr.cloud}", mode = fast, wait = 5 s
              password { file = my.secret }
              addresses = ["amqps://acs:"${SECRET}"@mq1", b]
              producer { a.b = 1, "a.b.c" = ${?ABSENT} }
              exchange { name = e, arguments { x = [1, 2.5, true], y = null } }
              queues = [{ name = q }, r]
            }
          }
          copy = ${acs-export.destinations.main} { format = cloudevents, batch { max-messages = 5 } }
        }
      }
      include "other.conf"
      # the end
      """;

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\"\"\"",
          "${",
          "${?",
          "}",
          "=",
          "+=",
          ":",
          ",",
          "\\",
          "\\u12",
          "#",
          "//",
          "\n",
          "\r",
          "\0",
          "\uFEFF",
          "é",
          "include ",
          "include file(\"/\")",
          "include url(\"http://127.0.0.1:1/\")",
          "include \"acs-export.conf\"",
          "null",
          "true",
          "-",
          "1e999",
          "99999999999999999999",
          "0 s",
          "-1 KiB",
          "${acs-export}",
          "${SECRET}",
          "acs-export",
          ".",
          "..",
          "{ file = / }",
          "{ file = . }",
          "{{",
          "{attr.",
          "{}",
          "[[",
          "$");

  private final Random random = new Random(20_261_129);

  @TempDir Path temp;
  private ConfigurationFolder folder;

  @BeforeEach
  void openFolder() {
    folder =
        new ConfigurationFolder(temp)
            .with("my.secret", "s3cret")
            .with("other.conf", "acs-export.drain-timeout = 5 s\n")
            .withVariable("SECRET", "s3cret");
  }

  @Test
  void changedAtRandomItIsReadOrRefused() throws Exception {
    assertThat(folder.load(VALID).config().destinations()).hasSize(2);
    int read = 0;
    for (int i = 0; i < CASES; i++) {
      read += isRead(mutated()) ? 1 : 0;
    }
    // Both happen often enough for this to mean anything.
    assertThat(read).isBetween(CASES / 100, CASES * 9 / 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "a {", "a = [{ b = ", "${", "\"", "a.", "(", "\\"})
  void repeatedWithoutEndItIsRefused(String part) {
    isRead("acs-export.attributes.x = " + part.repeat(20_000));
    isRead(part.repeat(20_000));
  }

  @Test
  void substitutionsWithoutEndAreRefusedAtOnce() throws Exception {
    String part = "acs-export.attributes.x = ${?SECRET}\n";
    assertThat(folder.problems(part.repeat(20_000)).toString()).contains("more than 500");
    assertThat(isRead(part.repeat(50) + VALID)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"producer.a", "addresses", "exchange { name = e, arguments.a"})
  void nothingInAListIsRefused(String key) {
    String end = key.contains("{") ? " }" : "";
    assertThat(
            folder.problems(ConfigurationFolder.destination(key + " = [x, null]" + end)).toString())
        .contains("not null");
  }

  @Test
  void whatNamesItselfIsRefused() {
    assertThat(isRead("acs-export { node = ${acs-export.drain}, drain = ${acs-export.node} }"))
        .isFalse();
    assertThat(isRead("include \"acs-export.conf\"\n" + VALID)).isFalse();
  }

  private boolean isRead(String text) {
    try {
      assertThat(folder.load(text).effective().toHocon()).isNotEmpty();
      return true;
    } catch (ConfigurationException e) {
      assertThat(e.problems()).isNotEmpty();
      return false;
    } catch (RuntimeException | Error e) {
      String shown = text.length() > 4_000 ? text.substring(0, 200) + "…" : text;
      return fail("neither read nor refused, but " + e + ":\n" + shown, e);
    }
  }

  private String mutated() {
    StringBuilder text = new StringBuilder(VALID);
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextBoolean() ? 3 : 60));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end));
        case 2 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
        case 3 -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0xD800));
        default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      }
    }
    return text.toString();
  }
}
