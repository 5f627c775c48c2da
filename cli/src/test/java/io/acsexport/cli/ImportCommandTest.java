package io.acsexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

  private static final String PROPERTIES =
      """
      bootstrap.servers=kafka1:9092,kafka2:9092
      topic=cs
      retries=1
      acks=1
      value.serializer=org.apache.kafka.common.serialization.StringSerializer
      sasl.jaas.config=org.example.Login required username="acs" password="hunter2";
      ssl.keystore.password=hunter3
      """;

  private static final String KAFKA_BEAN =
      "<bean id=\"stream\" class=\"org.apache.cloudstack.mom.kafka.KafkaEventBus\"/>";

  private static final String RABBIT_BEAN =
      """
      <bean id="eventNotificationBus"
            class="org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus"
            p:server="mq1" p:port="5671" p:virtual-host="/cloud">
        <property name="name" value="eventNotificationBus"/>
        <property name="username"><value>acs</value></property>
        <property name="password" value="hunter4"/>
        <property name="exchange" value="cloudstack-events"/>
        <property name="useSsl" value="true"/>
        <property name="secureProtocol" value="TLSv1.2"/>
        <property name="retryInterval" value="5000"/>
      </bean>
      """;

  @TempDir private Path directory;
  @TempDir private Path scratch;
  private ScratchServer server;
  private CommandRun run;

  @BeforeEach
  void prepare() {
    server = new ScratchServer(scratch);
    run = new CommandRun(directory);
  }

  private Path folder() {
    return scratch.resolve("etc/cloudstack/management");
  }

  private Path properties(String text) {
    return server.write("etc/cloudstack/management/kafka.producer.properties", text);
  }

  private CommandRun.Result importFrom(Object place, String... more) {
    return run.runBare(
        Stream.concat(Stream.of("import", "--from", place.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  /** Imports a bean file into a configuration and returns its text; whatever was missing. */
  private String imported(String beans) {
    server.beans("event", beans);
    return unbroken(importFrom(folder()).out());
  }

  /** Comments without their line breaks. */
  private static String unbroken(String text) {
    return text.replaceAll("\\n +# (?=[a-z('])", " ");
  }

  @Test
  void bothBusesBecomeDestinationsAndTheirSecretsFilesOfTheirOwn() throws IOException {
    properties(PROPERTIES);
    server.beans("event", KAFKA_BEAN + RABBIT_BEAN);
    Path output = directory.resolve("imported.conf");

    CommandRun.Result result = importFrom(folder(), "--output", output.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    String text = Files.readString(output);
    assertThat(text)
        .contains("topic = \"cs\"")
        .contains("\"bootstrap.servers\" = \"kafka1:9092,kafka2:9092\"")
        .contains("\"sasl.jaas.config\" = { file = \"kafka.sasl.jaas.config.secret\" }")
        .contains("# retries=1 is left out: ")
        .contains("# value.serializer is left out: ")
        .containsPattern("# Kept, but events count as delivered .*\n +\"acks\" = \"1\"")
        .contains("addresses = [\"mq1:5671\"]")
        .contains("username = \"acs\"")
        .contains("password = { file = \"rabbitmq.password.secret\" }")
        .contains("virtual-host = \"/cloud\"")
        .contains("exchange = \"cloudstack-events\"")
        .contains("enabled = true")
        .contains("# retryInterval is left out: ");
    assertThat(directory.resolve("kafka.sasl.jaas.config.secret"))
        .hasContent("org.example.Login required username=\"acs\" password=\"hunter2\";");
    assertThat(directory.resolve("kafka.ssl.keystore.password.secret")).hasContent("hunter3");
    assertThat(directory.resolve("rabbitmq.password.secret")).hasContent("hunter4");
    assertThat(text + result.out() + result.err()).doesNotContain("hunter");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .hasSize(4)
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .contains(PosixFilePermission.OWNER_READ)
                      .doesNotContain(
                          PosixFilePermission.OTHERS_READ,
                          PosixFilePermission.OTHERS_WRITE,
                          PosixFilePermission.GROUP_WRITE));
    }
  }

  @Test
  void withoutAnOutputItIsShownAndNothingIsWritten() throws IOException {
    properties(PROPERTIES);
    server.beans("event", KAFKA_BEAN);

    CommandRun.Result shown = importFrom(folder());
    CommandRun.Result dry =
        importFrom(folder(), "--dry-run", "-o", directory.resolve("new.conf").toString());

    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out()).startsWith("# Made by 'acs-export import' from\n").endsWith("}\n");
    assertThat(shown.err()).contains("imported.conf: would be written").contains("systemctl stop");
    assertThat(dry.err()).contains(directory.resolve("new.conf") + ": would be written");
    assertThat(dry.out()).isEqualTo(shown.out());
    assertThat(shown.out() + shown.err()).doesNotContain("hunter");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void filesThatAreThereStayUnlessReplacingIsAskedFor() throws IOException {
    properties(PROPERTIES);
    Path output = directory.resolve("imported.conf");
    Path secret = Files.writeString(directory.resolve("kafka.sasl.jaas.config.secret"), "old");

    CommandRun.Result refused = importFrom(folder(), "-o", output.toString());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.IO);
    assertThat(refused.err()).contains(secret + " is there already; nothing was written");
    assertThat(secret).hasContent("old");
    assertThat(output).doesNotExist();

    assertThat(importFrom(folder(), "-o", output.toString(), "--force").exitCode()).isZero();
    assertThat(secret).content().contains("hunter2");
    assertThat(Files.getPosixFilePermissions(secret))
        .doesNotContain(PosixFilePermission.OTHERS_READ);
  }

  @Test
  void encryptedValuesAndPlaceholdersAreNamedAndNotGuessed() {
    properties("bootstrap.servers=kafka1:9092\nssl.key.password=ENC(c2VjcmV0)\n");
    CommandRun.Result result;
    server.beans(
        "event",
        """
        <bean id="bus" class="org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus">
          <property name="server" value="${mq.host:hunter5}"/>
          <property name="port" value="5672"/>
          <property name="username" value="acs"/>
          <property name="password" value="ENC(aHVudGVy)"/>
          <property name="exchange" ref="names"/>
        </bean>
        """);
    result = importFrom(folder());

    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(unbroken(result.out()))
        .contains("# MISSING: ssl.key.password in kafka.producer.properties is encrypted")
        .contains("password = { file = \"rabbitmq.password.secret\" }");
    assertThat(result.out().lines().map(String::strip)).contains("# addresses =", "# exchange =");
    assertThat(result.err())
        .contains("Missing, before it can be used:")
        .contains("'server' of bean 'bus' (")
        .contains("is the placeholder ${mq.host}")
        .contains("is encrypted, ENC(…)")
        .contains("is a reference to the bean 'names'")
        .contains("Fill in what is missing")
        .doesNotContain("rabbitmq.password.secret: would be written");
    assertThat(result.out() + result.err()).doesNotContain("aHVudGVy", "c2VjcmV0", "hunter5");
  }

  @Test
  void whatIsNotKnownIsNamed() {
    String text =
        imported(
            RABBIT_BEAN.replace(
                "<property name=\"retryInterval\" value=\"5000\"/>",
                "<constructor-arg name=\"mood\" value=\"x\"/><property name=\"colour\" value=\"y\"/>"));

    assertThat(text)
        .contains("MISSING: Property 'colour' of bean 'eventNotificationBus' (event/spring-")
        .contains("MISSING: Constructor argument 'mood' of bean 'eventNotificationBus' (");
  }

  @Test
  void theBeanToRemoveIsNamedWithFileAndOrder() {
    properties(PROPERTIES);
    Path file = server.beans("event", KAFKA_BEAN);

    String err = importFrom(folder()).err();

    List<String> inOrder =
        List.of(
            "acs-export check --config /etc/acs-export/imported.conf",
            "systemctl stop cloudstack-management",
            "mv " + file + " " + file + ".disabled",
            "mv /etc/acs-export/imported.conf /etc/acs-export/acs-export.conf",
            "systemctl start cloudstack-management",
            "acs-export tail kafka");
    assertThat(err).containsSubsequence(inOrder);
  }

  @Test
  void whereTheFileHoldsOtherBeansOnlyTheLinesOfTheBusGo() {
    Path file = server.beans("event", "<bean id=\"x\" class=\"org.example.X\"/>\n" + RABBIT_BEAN);

    String err = importFrom(folder()).err();

    assertThat(err)
        .contains("delete lines 4 to 14, the bean 'eventNotificationBus', from " + file)
        .contains(
            "bean 'x' (event/spring-event-bus-context.xml:3) is of the class org.example.X, which is not known")
        .doesNotContain(".disabled");
  }

  @Test
  void severalBeansOfRabbitBecomeSeveralDestinationsAndRepeatedOnesOne() {
    CommandRun.Result result;
    server.beans(
        "event",
        RABBIT_BEAN
            + RABBIT_BEAN.replace("eventNotificationBus", "again")
            + RABBIT_BEAN.replace("eventNotificationBus", "other").replace("mq1", "fe80::1"));
    result = importFrom(folder());

    assertThat(result.out())
        .containsOnlyOnce("    rabbitmq {")
        .containsOnlyOnce("    rabbitmq-2 {")
        .contains("addresses = [\"[fe80::1]:5671\"]");
    assertThat(result.err())
        .contains("2 beans of the RabbitMQ bus say the same")
        .contains("of several beans the one set up last decided");
  }

  @Test
  void aBeanInsideAnotherIsFoundAndTheOuterOneNamed() {
    server.beans(
        "event",
        "<bean id=\"both\" class=\"org.example.Both\"><property name=\"external\">"
            + RABBIT_BEAN
            + "</property></bean>");

    CommandRun.Result result = importFrom(folder());

    assertThat(result.out()).contains("addresses = [\"mq1:5671\"]");
    assertThat(result.err()).contains("stands inside the bean 'both'");
  }

  @Test
  void aKafkaBeanWithoutItsPropertiesIsToldWhatIsMissing() {
    server.beans("event", KAFKA_BEAN);

    CommandRun.Result result = importFrom(folder());

    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.err())
        .contains("kafka.producer.properties that the bean reads was not found");
  }

  @Test
  void aBeanFileAloneFindsThePropertiesInTheFolderOfItsClassPath() {
    properties(PROPERTIES);
    Path file = server.beans("event", KAFKA_BEAN);

    assertThat(importFrom(file).out()).contains("topic = \"cs\"");
  }

  @Test
  void nothingToImportIsNoSuccess(@TempDir Path empty) {
    CommandRun.Result nothing = importFrom(empty);
    CommandRun.Result missing = importFrom(empty.resolve("none.xml"));

    assertThat(nothing.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(nothing.err()).contains("No bean of CloudStack's buses").contains("--from");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(missing.err()).contains("There is no " + empty.resolve("none.xml"));
  }

  @Test
  void whatIsNoXmlIsNamedWithItsLine() {
    Path file = server.beans("event", "<bean id=\"x\">");

    CommandRun.Result result = importFrom(file);

    assertThat(result.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(result.err()).contains(file + ":4 is no well-formed XML").doesNotContain("\tat ");
  }

  @Test
  void namesFromTheFileCannotLeaveTheirComment() {
    String text =
        imported(RABBIT_BEAN.replace("eventNotificationBus\"", "x&#10;evil = 1 \u202e\""));

    assertThat(text.lines()).noneMatch(line -> line.strip().startsWith("evil"));
    assertThat(text).doesNotContain("\u202e");
  }
}
