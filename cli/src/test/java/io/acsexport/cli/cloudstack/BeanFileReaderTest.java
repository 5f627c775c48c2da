package io.acsexport.cli.cloudstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeanFileReaderTest {

  private static final String HEAD =
      "<beans xmlns=\"http://www.springframework.org/schema/beans\""
          + " xmlns:p=\"http://www.springframework.org/schema/p\""
          + " xmlns:c=\"http://www.springframework.org/schema/c\""
          + " xmlns:util=\"http://www.springframework.org/schema/util\">\n";

  @TempDir private Path folder;

  private BeanFile read(String text) throws IOException, UnreadableFileException {
    return BeanFileReader.read(Files.writeString(folder.resolve("some-context.xml"), text));
  }

  private Bean only(String beans) throws IOException, UnreadableFileException {
    BeanFile file = read(HEAD + beans + "</beans>");
    assertThat(file.beans()).hasSize(1);
    return file.beans().get(0);
  }

  private static PropertyValue text(String text) {
    return PropertyValue.of(text);
  }

  @Test
  void propertiesAreReadInEveryFormTheyMayHave() throws Exception {
    Bean bean =
        only(
            """
            <bean id="b" class="x.Y" p:virtual-host="/v" p:port="1" p:other-ref="o" c:arg="1">
              <!-- a comment -->
              <description>and a text</description>
              <property name="attribute" value="a&amp;b"/>
              <property name="element"><value><![CDATA[<c>]]></value></property>
              <property name="none"><null/></property>
              <property name="reference"><ref bean="r"/></property>
              <property name="list"><list><value>1</value></list></property>
              <constructor-arg index="0" value="z"/>
            </bean>
            """);

    assertThat(bean.properties())
        .containsEntry("virtualHost", text("/v"))
        .containsEntry("port", text("1"))
        .containsEntry("other", new PropertyValue("o", PropertyValue.Form.REFERENCE))
        .containsEntry("attribute", text("a&b"))
        .containsEntry("element", text("<c>"))
        .containsEntry("reference", new PropertyValue("r", PropertyValue.Form.REFERENCE))
        .containsEntry("list", new PropertyValue("", PropertyValue.Form.STRUCTURE))
        .hasSize(7);
    assertThat(bean.constructorArguments()).containsExactly("arg", "0");
    assertThat(bean.firstLine()).isEqualTo(2);
    assertThat(bean.lastLine()).isEqualTo(11);
  }

  @Test
  void parentsGiveWhatABeanHasNotAndTemplatesAreNoBeans() throws Exception {
    Bean bean =
        only(
            """
            <bean id="base" abstract="true" class="x.Y" p:server="s" p:port="1"/>
            <beans profile="p"><bean id="b" parent="base" p:port="2"/></beans>
            """);

    assertThat(bean.className()).isEqualTo("x.Y");
    assertThat(bean.properties())
        .containsEntry("server", text("s"))
        .containsEntry("port", text("2"));
  }

  @Test
  void parentsInACircleEnd() throws Exception {
    BeanFile file =
        read(HEAD + "<bean id=\"a\" parent=\"b\"/><bean id=\"b\" parent=\"a\"/></beans>");

    assertThat(file.beans()).hasSize(2);
  }

  @Test
  void theDocumentTypeOfOldFilesIsSkippedAndNothingIsFetched() throws Exception {
    BeanFile file =
        read(
            """
            <!DOCTYPE beans PUBLIC "-//SPRING//DTD BEAN 2.0//EN"
                "http://127.0.0.1:1/spring-beans-2.0.dtd">
            <beans><bean name="b" class="x.Y"/></beans>
            """);

    assertThat(file.beans()).hasSize(1);
    assertThat(file.beans().get(0).name()).isEqualTo("b");
  }

  @Test
  void entitiesOfAFileReadNoOtherFileAndDoNotGrow() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    String external =
        "<!DOCTYPE beans [<!ENTITY x SYSTEM \""
            + secret.toUri()
            + "\">]>"
            + "<beans><bean id=\"b\"><property name=\"p\"><value>&x;</value></property></bean></beans>";
    String growing =
        "<!DOCTYPE beans [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
            + "<beans><bean id=\"b\"><property name=\"p\" value=\"&b;\"/></bean></beans>";

    for (String text : new String[] {external, growing}) {
      assertThatThrownBy(() -> read(text))
          .isInstanceOf(UnreadableFileException.class)
          .hasMessageContaining("is no well-formed XML")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void depthAndSizeAreBounded() {
    String deep = HEAD + "<bean>" + "<property><bean>".repeat(100_000 / 20);
    String large = HEAD + " ".repeat(2 << 20) + "</beans>";

    assertThatThrownBy(() -> read(deep)).hasMessageContaining("nested more than 64 deep");
    assertThatThrownBy(() -> read(large)).hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void aValuePrintsNothingOfItself() {
    assertThat(text("hunter2").toString()).doesNotContain("hunter2");
    assertThat(text("p${a").obstacle()).isNull();
    assertThat(text("x ENC(y)").obstacle()).isNull();
    assertThat(text("#{systemProperties.x}").obstacle()).contains("expression");
  }

  @Test
  void releasesAreComparedByNumber() {
    assertThat(AcsVersion.parse("4.9.0.0")).matches(version -> version.isBefore(4, 20));
    assertThat(AcsVersion.parse("4.20.1.0-SNAPSHOT")).matches(AcsVersion::hasEventModule);
    assertThat(AcsVersion.parse("5.0")).matches(AcsVersion::hasEventModule);
    assertThat(AcsVersion.parse("common")).isNull();
  }
}
