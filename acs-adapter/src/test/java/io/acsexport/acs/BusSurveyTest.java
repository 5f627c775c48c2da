package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.cloudstack.framework.events.Event;
import org.apache.cloudstack.framework.events.EventBus;
import org.apache.cloudstack.framework.events.EventSubscriber;
import org.apache.cloudstack.framework.events.EventTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of bean definitions that had better go. */
class BusSurveyTest {

  private static final String KAFKA = "org.apache.cloudstack.mom.kafka.KafkaEventBus";
  private static final String RABBIT = "org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus";

  @TempDir Path etc;
  private final RecordingLog log = new RecordingLog();

  @Test
  void aSecondBeanOfOursIsNamedWithItsFile() throws Exception {
    Path file =
        declare(
            "core/spring-event-bus-context.xml",
            "<bean id='eventNotificationBus' class='io.acsexport.acs.AcsEventBus'/>");

    assertThat(survey(2))
        .singleElement()
        .asString()
        .startsWith("There are 2 beans of io.acsexport.acs.AcsEventBus.")
        .contains("remove yours: ", "(bean eventNotificationBus, file " + file)
        .contains("core", "where CloudStack 4.20 and newer send a bus nothing");
  }

  @Test
  void namesOfFilesMayHoldAnything() throws Exception {
    Path file = declare("event/50% of #1 context.xml", "<bean id='k' class='" + KAFKA + "'/>");

    assertThat(survey(1)).singleElement().asString().contains("file " + file + ")");
  }

  @Test
  void aSecondBeanOfOursIsSaidEvenWhereItsFileIsNotFound() throws Exception {
    assertThat(survey(2)).singleElement().asString().contains("look for it in META-INF/cloudstack");
  }

  @Test
  void busesOfCloudStackAreNamedInOneLine() throws Exception {
    Path kafka =
        declare("event/a-context.xml", "<bean name='k' class='" + KAFKA + "'><property/></bean>");
    Path rabbit = declare("core/b-context.xml", "<bean class='" + RABBIT + "'/>");

    assertThat(survey(1))
        .singleElement()
        .asString()
        .startsWith("CloudStack has 2 other buses beside acs-export: ")
        .contains(KAFKA + " (bean k, file " + kafka + ")")
        .contains(RABBIT + " (bean without an id, file " + rabbit + ", where CloudStack 4.20");
  }

  @Test
  void anyOtherClassThatIsABusCountsToo() throws Exception {
    declare(
        "event/x-context-inheritable.xml",
        "<bean id='o' class='"
            + OtherBus.class.getName()
            + "'/>"
            + "<bean class='java.lang.String'/><bean class='not.There'/>"
            + "<bean class='io.acsexport.acs.AcsEventBus'/>"
            + "<bean class='org.apache.cloudstack.mom.webhook.WebhookEventBus'/>"
            + "<bean class='org.apache.cloudstack.mom.inmemory.InMemoryEventBus'/>"
            + "<bean parent='o'/>");

    assertThat(survey(1))
        .singleElement()
        .asString()
        .startsWith("CloudStack has another bus beside acs-export: " + OtherBus.class.getName());
  }

  @Test
  void nothingIsSaidWhereOursIsTheOnlyOne() throws Exception {
    declare("event/x-context.xml", "<bean class='io.acsexport.acs.AcsEventBus'/>");
    // CloudStack does not load these.
    declare("event/spring-event-bus-context.xml.bak", "<bean class='" + KAFKA + "'/>");
    declare("other/x-context.xml", "<bean class='" + KAFKA + "'/>");

    assertThat(survey(1)).isEmpty();
  }

  @Test
  void jarsAreReadAsCloudStackReadsThem() throws Exception {
    Path jar = etc.resolve("plugin.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      entries.putNextEntry(new JarEntry("META-INF/cloudstack/event/"));
      entries.putNextEntry(new JarEntry("META-INF/cloudstack/event/p-context.xml"));
      entries.write(beans("<bean id='p' class='" + KAFKA + "'/>").getBytes(UTF_8));
      entries.putNextEntry(new JarEntry("META-INF/cloudstack/event/below/p-context.xml"));
      entries.write(beans("<bean id='q' class='" + RABBIT + "'/>").getBytes(UTF_8));
    }

    assertThat(survey(1, jar.toUri().toURL()))
        .singleElement()
        .asString()
        .contains("another bus", "jar:" + file(jar) + "!/META-INF/cloudstack/event/p-context.xml");
  }

  /** With blanks and the like written as in any URL. */
  private static String file(Path path) throws IOException {
    return path.toUri().toURL().toString();
  }

  @Test
  @Timeout(60)
  void filesThatAreWrongOrMeanHarmNobody() throws Exception {
    Path secret = Files.writeString(etc.resolve("secret"), KAFKA);
    write(
        "event/entity-context.xml",
        "<!DOCTYPE beans [<!ENTITY x SYSTEM '"
            + secret.toUri()
            + "'>]>"
            + "<beans><bean class='"
            + RABBIT
            + "'/><bean class='a'>&x;</bean></beans>");
    StringBuilder laughs = new StringBuilder("<!DOCTYPE beans [<!ENTITY a0 'ha'>");
    for (int i = 1; i < 30; i++) {
      laughs.append("<!ENTITY a" + i + " '&a" + (i - 1) + ";&a" + (i - 1) + ";'>");
    }
    write("event/laugh-context.xml", laughs + "]><beans>&a29;</beans>");
    write("event/torn-context.xml", "<beans><bean class='" + KAFKA + "'><beans>");
    write("event/no-context.xml", "no xml at all");
    write("event/large-context.xml", "<beans>" + " ".repeat(1 << 20) + "</beans>");
    Files.createDirectory(etc.resolve("META-INF/cloudstack/event/folder-context.xml"));

    assertThat(survey(1)).singleElement().asString().contains(RABBIT, KAFKA);
  }

  @Test
  void aHostWithoutAnySuchFileIsLeftAlone() throws Exception {
    assertThat(survey(1)).isEmpty();
  }

  @Test
  void theThreadEndsByItself() throws Exception {
    declare("event/a-context.xml", "<bean name='k' class='" + KAFKA + "'/>");
    try (URLClassLoader host = host(etc.toUri().toURL())) {
      Thread thread = new BusSurvey(log, host).begin(1);
      thread.join();
      assertThat(thread.getName()).isEqualTo("acs-export-bus-survey");
      assertThat(thread.isDaemon()).isTrue();
    }
    assertThat(log.own(HostLog.WARN)).hasSize(1);
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private List<String> survey(int ownBeans) throws IOException {
    return survey(ownBeans, etc.toUri().toURL());
  }

  private List<String> survey(int ownBeans, URL classPath) throws IOException {
    try (URLClassLoader host = host(classPath)) {
      new BusSurvey(log, host).report(ownBeans);
    }
    assertThat(log.lines).allMatch(line -> line.level() == HostLog.WARN);
    return log.own(HostLog.WARN);
  }

  private static URLClassLoader host(URL classPath) {
    return new URLClassLoader(new URL[] {classPath}, BusSurveyTest.class.getClassLoader());
  }

  private Path declare(String name, String beans) throws IOException {
    return write(name, beans(beans));
  }

  private static String beans(String beans) {
    return "<?xml version='1.0'?><!-- class='no' -->"
        + "<beans xmlns='http://www.springframework.org/schema/beans'>"
        + beans
        + "</beans>";
  }

  private Path write(String name, String content) throws IOException {
    Path file = etc.resolve("META-INF/cloudstack").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** Somebody's own. */
  static final class OtherBus implements EventBus {

    static {
      fail();
    }

    private static void fail() {
      throw new IllegalStateException("code of a host's class was run");
    }

    @Override
    public String getName() {
      return "other";
    }

    @Override
    public void publish(Event event) {}

    @Override
    public UUID subscribe(EventTopic topic, EventSubscriber subscriber) {
      return UUID.randomUUID();
    }

    @Override
    public void unsubscribe(@Nullable UUID id, EventSubscriber subscriber) {}
  }
}
