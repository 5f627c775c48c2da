package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text that is no HOCON: every error, as far as it can be told from the others, and none made up.
 */
class SyntaxErrorsTest {

  private static final String REST = ". Keys and values are looked at once the file can be read";
  private static final String QUOTE = "; put texts with special characters in double quotes";
  private static final String DOLLAR = "the character '$' cannot stand without quotes" + QUOTE;
  private static final String AT = "the character '@' cannot stand without quotes" + QUOTE;

  @TempDir Path temp;
  private ConfigurationFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new ConfigurationFolder(temp);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a { b = se$cret }      | the character '$' cannot stand without quotes; put texts with special characters in double quotes
          a { b = x@y }          | the character '@' cannot stand without quotes; put texts with special characters in double quotes
          a { b = "x" : y }      | the character ':' is not expected here; put texts with special characters in double quotes
          a { b = 1              | the file ends inside a block or list; a '}' or ']' is missing
          a = [1, 2              | the file ends inside a block or list; a '}' or ']' is missing
          a = "x                 | a text in double quotes is not closed on its line
          a = 1 }                | this '}' closes nothing; is one too many, or a '{' missing?
          a b c                  | a key is followed by neither '=' nor '{'
          a = ${x                | a '${' is not closed by a '}'
          a = "x\\q"             | a backslash in double quotes must be written twice
          a = x { y = z }        | a text and a block or list stand beside each other in one value
          include x.conf         | after 'include' a file name in double quotes must follow: include "other.conf"
          """)
  void oneIsExplainedInItsLine(String text, String message) {
    assertThat(folder.problems("# first\n\n" + text))
        .containsExactly("acs-export.conf:3: " + message + REST);
  }

  @Test
  void severalAreAllReportedInAllFiles() {
    folder.with("spool.conf", "max-size = 1@GiB\nfsync 5\n");

    assertThat(
            folder.problems(
                """
                acs-export {
                  destinations.main {
                    transport = te@st   # the first
                    settings {
                      name n
                      password = se$cret
                      include { category = [a] }
                      topic = "x
                    }
                  }
                  include "spool.conf"
                }
                """))
        .containsExactly(
            "acs-export.conf:3: " + AT,
            "acs-export.conf:5: a key is followed by neither '=' nor '{'",
            "acs-export.conf:6: " + DOLLAR,
            "acs-export.conf:8: a text in double quotes is not closed on its line",
            "spool.conf:1: " + AT,
            "spool.conf:2: a key is followed by neither '=' nor '{'" + REST);
  }

  /** Each of these without its second line would have an error that nobody made. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a {\nb = x@y {\nc = 1\n}\n}",
        "a = [ x\n, y@z ]\n",
        "a = [\nx@y\n, z ]",
        "a =\nx@y\nb = 1",
        "a = 1\nx@y =\nb\n",
        "a {\nb = x@y }\n",
        "a = 1\nb = x@y \"\"\"\n\"\"\"\n",
        "a {\nb = \"x } \n"
      })
  void noneIsMadeUpByLeavingOutALine(String text) {
    assertThat(folder.problems(text)).hasSize(1);
  }

  @Test
  void aFileFullOfThemIsGivenUpAfterTheFirstTwenty() {
    assertThat(folder.problems("a = x@y\n".repeat(500))).hasSize(20);
  }
}
