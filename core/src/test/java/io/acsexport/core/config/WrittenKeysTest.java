package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.ConfigFactory;
import io.acsexport.core.config.WrittenKey.Form;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WrittenKeysTest {

  private static List<String> keys(String text) {
    return WrittenKeys.of(text).found().stream()
        .map(key -> key.line() + " " + String.join("/", key.elements()))
        .toList();
  }

  @Test
  void keysAreFoundWhateverTheirNotation() {
    assertThat(
            keys(
                """
                # a = comment { "
                a.b = 1, "c.d" : 2 // e = 3
                f { g = "}#\\"", h =
                  4
                }
                i += 5, j { }
                include "other = {"
                l = '''text { m = "
                n = ''', o = ${?p} "q = {"
                """
                    .replace("'''", "\"\"\"")))
        .containsExactly("2 a/b", "2 c.d", "3 f/g", "3 f/h", "3 f", "6 i", "6 j", "8 l", "9 o");
  }

  @Test
  void theBlocksOfAListAreCounted() {
    assertThat(keys("a = [{ b = 1 }, x, [ { c = 2 } ]]"))
        .containsExactly("1 a[0]/b", "1 a[2][0]/c", "1 a");
  }

  @Test
  void bracesAroundTheFileDoNotMatter() {
    assertThat(keys("{ a = 1\n b = 2 }")).containsExactly("1 a", "2 b");
  }

  @Test
  void formsAreTold() {
    assertThat(WrittenKeys.of("a = 1\nb { }\nc = ${x}\nd = ${?Y}\ne = null\nf = x${y}").found())
        .extracting(WrittenKey::form)
        .containsExactly(Form.LITERAL, Form.BLOCK, Form.OPEN, Form.OPEN, Form.OPEN, Form.LITERAL);
    assertThat(WrittenKeys.of("d = ${?Y}").found().get(0).variable()).isEqualTo("Y");
  }

  @Test
  void aKeyCalledIncludeIsQuotedForHocon() {
    String text =
        """
        a { include { b = 1 } }
        include = 2
        include "file"
        "include" { c = include }
        x = "include { "
        # include { }
        """;

    assertThat(WrittenKeys.of(text).withQuotedIncludes())
        .isEqualTo(
            """
            a { "include" { b = 1 } }
            "include" = 2
            include "file"
            "include" { c = include }
            x = "include { "
            # include { }
            """);
    assertThat(
            ConfigFactory.parseString(
                    WrittenKeys.of("a { include { b = 1 } }").withQuotedIncludes())
                .getInt("a.include.b"))
        .isEqualTo(1);
  }

  @Test
  void textThatIsNoHoconEndsTheScanToo() {
    Random random = new Random(7);
    String alphabet = "ab.\"\\{}[]=:+,$?# \n/\0include";
    assertThatCode(
            () -> {
              for (int round = 0; round < 20_000; round++) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(40); i > 0; i--) {
                  text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                WrittenKeys.of(text.toString()).withQuotedIncludes();
              }
            })
        .doesNotThrowAnyException();
  }
}
