package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.acsexport.core.plugin.TransportCatalog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads about each kind of mistake, word for word. */
class BadConfigurationTest {

  private static final String SETTINGS = "acs-export.destinations.main.settings.";

  @TempDir Path temp;
  private ConfigurationFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new ConfigurationFolder(temp);
  }

  /** Problems of the settings of a destination; the first line of the text is line 5. */
  private Iterable<String> settingsProblems(String settings) {
    return folder.problems(ConfigurationFolder.destination(settings));
  }

  @Test
  void anUnknownKeyNamesTheNearest() {
    assertThat(
            folder.problems(
                """
                acs-export {
                  spool { max-sise = 1 GiB }
                  publishTimeout = 50 ms
                }
                """))
        .containsExactly(
            "acs-export.conf:2: acs-export.spool.max-sise: is no known key; did you mean"
                + " 'max-size'?",
            "acs-export.conf:3: acs-export.publishTimeout: is no known key; did you mean"
                + " 'publish-timeout'?");
  }

  @Test
  void anUnknownKeyThatIsNearNothingListsWhatIsKnown() {
    assertThat(
            folder.problems(
                "acs-export.destinations.main {\ntransport = test\nsettings.name = n\nretry.xyz = 1\n}"))
        .containsExactly(
            "acs-export.conf:4: acs-export.destinations.main.retry.xyz: is no known key; known here:"
                + " initial-delay, max-delay");
  }

  @Test
  void aKeyOneBlockTooHighIsFoundBelow() {
    assertThat(folder.problems("acs-export {\n  max-size = 1 GiB\n}"))
        .containsExactly(
            "acs-export.conf:2: acs-export.max-size: is no known key; did you mean"
                + " 'spool.max-size'?");
  }

  @Test
  void dotsForHyphensAreUnderstood() {
    assertThat(folder.problems("acs-export.spool.max.size = 1 GiB"))
        .containsExactly(
            "acs-export.conf:1: acs-export.spool.max: is no known key; did you mean 'max-size'?");
  }

  @Test
  void unknownSettingsOfATransportAreReportedInEveryBlock() {
    assertThat(settingsProblems("toppic = x\nexchange { name = e, durabel = true }"))
        .containsExactly(
            "acs-export.conf:5: " + SETTINGS + "toppic: is no known key; did you mean 'topic'?",
            "acs-export.conf:6: "
                + SETTINGS
                + "exchange.durabel: is no known key; did you mean 'durable'?");
  }

  @Test
  void aKeyOutsideTheRootIsRefused() {
    assertThat(folder.problems("# comment\n\nspool.max-size = 1 GiB"))
        .containsExactly(
            "acs-export.conf:3: spool: is no known key; everything stands inside acs-export { … }");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wait | 5       | must be a time with its unit, such as 500 ms, 30 s or 5 m, not '5'
          wait | 5 sec   | must be a time with its unit, such as 500 ms, 30 s or 5 m, not '5 sec'
          wait | 5 MiB   | must be a time with its unit, such as 500 ms, 30 s or 5 m, not '5 MiB'
          wait | -5 s    | must be a time with its unit, such as 500 ms, 30 s or 5 m, not '-5 s'
          wait | soon    | must be a time with its unit, such as 500 ms, 30 s or 5 m, not 'soon'
          wait | {}      | must be a time with its unit, such as 500 ms, 30 s or 5 m, not a block
          room | 1024    | must be a size with its unit, such as 512 KiB, 64 MiB or 2 GiB, not '1024'
          room | 5 ms    | must be a size with its unit, such as 512 KiB, 64 MiB or 2 GiB, not '5 ms'
          room | 1 gib   | must be a size with its unit, such as 512 KiB, 64 MiB or 2 GiB, not '1 gib'
          room | 9999999999 TiB | must be a size with its unit, such as 512 KiB, 64 MiB or 2 GiB, not '9999999999 TiB'
          count | 5 s    | must be a whole number such as 500, not '5 s'
          count | 1.5    | must be a whole number such as 500, not '1.5'
          count | 99999999999 | must be a whole number such as 500, not '99999999999'
          flag | maybe   | must be true or false, not 'maybe'
          mode | save    | is 'save', which is none of fast, safe; did you mean 'safe'?
          topic | [a]    | must be a text, not a list
          topic | \"{tpye}\" | template '{tpye}', position 1: unknown placeholder {tpye}; known are {category}, {type}, {source}, {resourceType}, {resourceUuid}, {node}, {id}
          password | [a] | must be a text or { file = … }, not a list
          password | { fil = a } | must be a text or { file = … } and nothing else
          addresses | { a = b } | must be a list of texts, such as [a, b], not a block
          producer | x   | must be a block { … }
          exchange | [a] | must be a block { … } or the text of its 'name'
          properties-file | \"\" | must name a file or folder, and is empty
          """)
  void aValueOfTheWrongFormSaysWhatIsRight(String key, String value, String message) {
    assertThat(settingsProblems("\n" + key + " = " + value.replace("\\\"", "\"")))
        .containsExactly("acs-export.conf:6: " + SETTINGS + key + ": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          publish-timeout = 0 ms       | publish-timeout | must be between 1 ms and 10 s, not 0 s
          drain-timeout = 2 m          | drain-timeout | must be between 0 s and 60 s, not 120 s
          node = \"a b\"               | node | must be 1 to 64 letters, digits, dots, hyphens or underscores: client ids are made of it
          attributes { Cloud = x }     | attributes.Cloud | is no usable name: lower-case letters, digits, dots, hyphens and underscores, beginning with a letter
          spool.max-size = 32 MiB      | spool.max-size | must be at least four segments, which is 64 MiB
          spool.max-event-size = 9 MiB | spool.max-event-size | must be at most half a segment, which is 8 MiB
          spool.segment-size = 5 GiB   | spool.segment-size | must be between 64 KiB and 1024 MiB, not 5120 MiB
          redaction.keys = [\"a.b\"] | redaction.keys | 'a.b' is no key to mask: write the last part of the name, 1 to 64 letters, digits, '_' or '-'
          status.http = localhost      | status.http | must be an address and a port between 1 and 65535, such as 127.0.0.1:9479 or [::1]:9479
          status.http = \"0.0.0.0:0\" | status.http | must be an address and a port between 1 and 65535, such as 127.0.0.1:9479 or [::1]:9479
          status.host-names = [\"ms1:9479\"] | status.host-names | holds 'ms1:9479', which is no host name; a port does not belong there
          spool.fsync = never          | spool.fsync | must be 'always' or a time between 1 ms and 60 s with its unit, such as 100 ms
          spool.fsync = 100            | spool.fsync | must be 'always' or a time between 1 ms and 60 s with its unit, such as 100 ms
          """)
  void aValueOutOfBoundsNamesTheBounds(String text, String key, String message) {
    assertThat(folder.problems("acs-export {\n" + text.replace("\\\"", "\"") + "\n}"))
        .contains("acs-export.conf:2: acs-export." + key + ": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          send-timeout = 1 ms      | send-timeout | must be between 100 ms and 1 h, not 1 ms
          batch.max-messages = 0   | batch.max-messages | must be between 1 and 100000, not 0
          batch.max-bytes = 1 GiB  | batch.max-bytes | must be between 1 KiB and 64 MiB, not 1024 MiB
          retry.max-delay = 50 ms  | retry.initial-delay | must not be longer than max-delay (50 ms)
          start = begin            | start | is 'begin', which is none of latest, earliest
          when-full = drop-oldset  | when-full | is 'drop-oldset', which is none of drop-oldest, hold; did you mean 'drop-oldest'?
          """)
  void aDestinationsValuesHaveBoundsToo(String text, String key, String message) {
    assertThat(
            folder.problems(
                "acs-export.destinations.main {\ntransport = test, settings.name = n\n"
                    + text
                    + "\n}"))
        .hasSize(1)
        .first()
        .asString()
        .endsWith(": acs-export.destinations.main." + key + ": " + message);
  }

  @Test
  void aTemplateMayNameOnlyAttributesThatThereAre() {
    assertThat(
            folder.problems(
                """
                acs-export {
                  attributes { cloud = eu }
                  destinations.main { transport = test, settings.name = n
                    key = "{attr.cluod}-{attr.cloud}"
                  }
                }
                """))
        .containsExactly(
            "acs-export.conf:4: acs-export.destinations.main.key: template"
                + " '{attr.cluod}-{attr.cloud}', position 1: unknown placeholder {attr.cluod}: the"
                + " block 'attributes' has no 'cluod'; known are {category}, {type}, {source}, {resourceType}, {resourceUuid}, {node},"
                + " {id}, {attr.cloud}");
  }

  @Test
  void anUnknownTransportListsThoseInstalled() {
    assertThat(folder.problems("acs-export.destinations.main {\n  transport = tset\n}"))
        .containsExactly(
            "acs-export.conf:2: acs-export.destinations.main.transport: no transport 'tset' is"
                + " installed; did you mean 'test'?; installed: test");
  }

  @Test
  void aTransportMustBeAName() {
    assertThat(
            folder.problems(
                """
                acs-export.destinations {
                  a.transport = 5
                  b.transport = [test]
                }
                """))
        .containsExactly(
            "acs-export.conf:2: acs-export.destinations.a.transport: no transport '5' is installed;"
                + " installed: test",
            "acs-export.conf:3: acs-export.destinations.b.transport: must be a text, not a list");
  }

  @Test
  void whereNoTransportIsInstalledThePlaceIsNamed() throws IOException {
    Path transports = Files.createDirectories(temp.resolve("transports"));
    folder.withTransports(TransportCatalog.load(transports));

    assertThat(folder.problems("acs-export.destinations.main {\n  transport = kafka\n}"))
        .containsExactly(
            "acs-export.conf:2: acs-export.destinations.main.transport: no transport 'kafka' is"
                + " installed, nor any other; each has its own folder under "
                + transports);
  }

  @Test
  void aTransportThatCouldNotBeLoadedIsNamedWithItsReason() throws IOException {
    Files.createDirectories(temp.resolve("transports/kafka"));
    folder.withTransports(TransportCatalog.load(temp.resolve("transports")));

    assertThat(folder.problems("acs-export.destinations.main {\n  transport = kafka\n}"))
        .hasSize(1)
        .first()
        .asString()
        .contains("not usable: " + temp.resolve("transports/kafka") + ": holds no jar");
  }

  @Test
  void requiredKeysThatAreMissingAreReportedAtTheirBlock() {
    assertThat(folder.problems("acs-export.destinations {\n  a { }\n  b { transport = test }\n}"))
        .containsExactly(
            "acs-export.conf:2: acs-export.destinations.a.transport: is missing: The name of an"
                + " installed transport, such as `kafka`.",
            "acs-export.conf:3: acs-export.destinations.b.settings.name: is missing: A name.");
    assertThat(settingsProblems("exchange { durable = false }"))
        .containsExactly("acs-export.conf:5: " + SETTINGS + "exchange.name: is missing: Its name.");
  }

  @Test
  void aRequiredKeyWhoseVariableIsNotSetSaysSo() {
    assertThat(settingsProblems("exchange { name = ${?EXCHANGE} }"))
        .containsExactly(
            "acs-export.conf:5: "
                + SETTINGS
                + "exchange.name: is missing because the environment variable EXCHANGE is not set:"
                + " Its name.");
  }

  @Test
  void aDestinationsNameHasAForm() {
    assertThat(folder.problems("acs-export.destinations {\n  \"Main One\" { transport = test }\n}"))
        .containsExactly(
            "acs-export.conf:2: acs-export.destinations.Main One: is no usable name: at most 63"
                + " lower-case letters, digits and single hyphens, beginning with a letter");
  }

  @Test
  void allProblemsAreReportedAtOnceInTheOrderOfTheFile() {
    assertThat(
            folder.failure(
                """
                acs-export {
                  publish-timeout = 50
                  destinations {
                    main {
                      transport = test
                      settings { name = n, topic = ${TOPIC}, count = x }
                    }
                    other { transport = rabbit }
                  }
                  spool { max-sise = 1 GiB }
                }
                """))
        .hasMessage(
            "configuration "
                + temp.resolve("acs-export.conf")
                + """
                 has 5 problems:
                  acs-export.conf:2: acs-export.publish-timeout: must be a time with its unit, such as \
                500 ms, 30 s or 5 m, not '50'
                  acs-export.conf:6: ${TOPIC} names an environment variable that is not set; set it for \
                the service, or write ${?TOPIC} if it may be absent
                  acs-export.conf:6: acs-export.destinations.main.settings.count: must be a whole number \
                such as 500, not 'x'
                  acs-export.conf:8: acs-export.destinations.other.transport: no transport 'rabbit' is \
                installed; installed: test
                  acs-export.conf:10: acs-export.spool.max-sise: is no known key; did you mean \
                'max-size'?""");
  }

  @Test
  void everyUnresolvedSubstitutionIsNamed() {
    assertThat(settingsProblems("topic = ${A}\"-\"${B}\npassword = ${acs-export.nothing}"))
        .containsExactlyInAnyOrder(
            "acs-export.conf:5: ${A} names an environment variable that is not set; set it for the"
                + " service, or write ${?A} if it may be absent",
            "acs-export.conf:5: ${B} names an environment variable that is not set; set it for the"
                + " service, or write ${?B} if it may be absent",
            "acs-export.conf:6: ${acs-export.nothing} names no key of this configuration");
  }

  @Test
  void substitutionsInACircleAreReported() {
    assertThat(settingsProblems("topic = ${" + SETTINGS + "mode}\nmode = ${" + SETTINGS + "topic}"))
        .hasSize(1)
        .first()
        .asString()
        .endsWith(": the substitutions here refer to each other in a circle");
  }

  @Test
  void valuesThatHoconDropsAreReportedWhicheverComesFirst() {
    String advice =
        "; HOCON would drop one of the two. Remove one, or, where both are keys of the broker's"
            + " client, put the longer one in quotes beside this one: \"sasl.oauthbearer.scope"
            + ".claim.name\" = …";
    assertThat(
            settingsProblems(
                "producer {\nsasl.oauthbearer.scope = a\n"
                    + "sasl.oauthbearer.scope.claim.name = b\n}"))
        .containsExactly(
            "acs-export.conf:6: "
                + SETTINGS
                + "producer.sasl.oauthbearer.scope: has a value here, and line 7 sets"
                + " 'sasl.oauthbearer.scope.claim.name' below it"
                + advice);
    assertThat(
            settingsProblems(
                "producer {\nsasl.oauthbearer.scope.claim.name = b\n"
                    + "sasl.oauthbearer.scope = a\n}"))
        .containsExactly(
            "acs-export.conf:7: "
                + SETTINGS
                + "producer.sasl.oauthbearer.scope: has a value here, and line 6 sets"
                + " 'sasl.oauthbearer.scope.claim.name' below it"
                + advice);
  }

  @Test
  void valuesThatHoconDropsAreReportedAcrossFiles() {
    folder.with("login.conf", "producer {\nsasl.oauthbearer.scope = a\n}");

    assertThat(
            settingsProblems(
                "include \"login.conf\"\nproducer.sasl.oauthbearer.scope.claim.name = b"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "login.conf:2: "
                + SETTINGS
                + "producer.sasl.oauthbearer.scope: has a value here, and acs-export.conf:6 sets"
                + " 'sasl.oauthbearer.scope.claim.name' below it;");
  }

  @Test
  void aKeyOfAnIncludedFileCountsAtItsPlaceOnly() throws ConfigurationException {
    folder.with("a.conf", "scope = a").with("b.conf", "scope.claim = b");

    folder.loadSettings("producer { x { include \"a.conf\" }, y { include \"b.conf\" } }");
  }

  /** That is what the block is for: defaults in one file, better ones in another. */
  @Test
  void aBlockMayTakeThePlaceOfAnIncludedValue() throws ConfigurationException {
    folder.with("defaults.conf", "password = weak").with("my.secret", "strong");

    LoadedConfiguration loaded =
        folder.loadSettings("include \"defaults.conf\"\npassword { file = my.secret }");
    assertThat(loaded.config().destinations().get(0).settings().secret("password").reveal())
        .isEqualTo("strong");
  }

  @Test
  void aClientKeySetBothWithDotsAndInQuotesIsReported() {
    assertThat(settingsProblems("producer {\nlinger.ms = 1\n\"linger.ms\" = 2\n}"))
        .hasSize(1)
        .first()
        .asString()
        .endsWith(
            SETTINGS
                + "producer.linger.ms: is set twice, once with dots and once in quotes; remove one");
  }

  @Test
  void aMissingConfigurationFileIsOneSentence() {
    Path file = temp.resolve("nowhere.conf");

    assertThat(load(file, TextFiles::fromDisk))
        .hasMessage(
            "configuration " + file + " has a problem:\n  " + file + ": there is no file " + file);
  }

  @Test
  void aFolderIsNoConfigurationFile() {
    assertThat(load(temp, TextFiles::fromDisk)).hasMessageContaining("is a folder, not a file");
  }

  @Test
  void aMissingSecretFileIsNamed() {
    assertThat(settingsProblems("password { file = my.secret }"))
        .containsExactly(
            "acs-export.conf:5: "
                + SETTINGS
                + "password: there is no file "
                + temp.resolve("my.secret"));
  }

  @Test
  void anEmptySecretFileIsReported() {
    folder.with("my.secret", "\n");

    assertThat(settingsProblems("producer.sasl.jaas.config { file = my.secret }"))
        .containsExactly(
            "acs-export.conf:5: "
                + SETTINGS
                + "producer.sasl.jaas.config: "
                + temp.resolve("my.secret")
                + " is empty");
  }

  @Test
  void aSecretFileThatIsNoTextIsReported() throws IOException {
    Files.write(temp.resolve("my.secret"), new byte[] {(byte) 0xff, 0});

    assertThat(settingsProblems("password { file = my.secret }"))
        .containsExactly(
            "acs-export.conf:5: "
                + SETTINGS
                + "password: "
                + temp.resolve("my.secret")
                + " is not a text in UTF-8");
  }

  @Test
  void anUnreadableSecretFileNamesTheUserAndTheOwner() throws IOException {
    Path secret = temp.resolve("my.secret");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    folder.with(
        "acs-export.conf", ConfigurationFolder.destination("password { file = my.secret }"));

    // The test may run as root, whom nothing is denied.
    ConfigurationException failure =
        load(
            temp.resolve("acs-export.conf"),
            (file, limit) -> {
              if (file.equals(secret)) {
                throw new AccessDeniedException(file.toString());
              }
              return TextFiles.fromDisk(file, limit);
            });

    String owner = Files.getOwner(secret).getName();
    assertThat(failure.problems()).hasSize(1);
    assertThat(failure.problems().get(0).message())
        .startsWith(
            secret
                + " may not be read by the user '"
                + System.getProperty("user.name")
                + "': it belongs to "
                + owner
                + ":")
        .endsWith(
            " with mode rw-------; give that user, or a group of that user, the right to read it");
  }

  @Test
  void includesMustBeThereAndBeFiles() {
    folder.with("loop.conf", "include \"loop.conf\"\n");

    assertThat(
            folder.problems(
                """
                acs-export { }
                include "gone.conf"
                # include "gone.conf"
                include url("http://127.0.0.1:1/x.conf")
                include classpath("reference.conf")
                include "loop.conf"
                """))
        .containsExactly(
            "acs-export.conf:2: cannot include 'gone.conf': there is no file "
                + temp.resolve("gone.conf"),
            "acs-export.conf:4: cannot include a URL; only files can be included",
            "acs-export.conf:5: cannot include from the class path; only files can be included",
            "loop.conf:1: includes itself by way of " + temp.resolve("loop.conf"));
  }

  @Test
  void aProblemInAnIncludedFileNamesThatFile() throws IOException {
    Files.createDirectories(temp.resolve("conf.d"));
    folder.with("conf.d/spool.conf", "\nmax-size = 1\nx = y");

    assertThat(folder.problems("acs-export.spool { include \"conf.d/spool.conf\" }"))
        .containsExactly(
            "conf.d/spool.conf:2: acs-export.spool.max-size: must be a size with its unit, such as"
                + " 512 KiB, 64 MiB or 2 GiB, not '1'",
            "conf.d/spool.conf:3: acs-export.spool.x: is no known key; known here: directory,"
                + " max-size, min-free, max-event-size, segment-size, fsync");
  }

  private static ConfigurationException load(Path file, TextFiles.Source disk) {
    ConfigurationException failure =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                ConfigurationLoader.load(
                    file, TransportCatalog.of(new TestTransport()), Map.of(), disk));
    assertThat(failure).isNotNull();
    return failure;
  }
}
