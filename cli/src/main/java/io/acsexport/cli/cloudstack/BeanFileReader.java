package io.acsexport.cli.cloudstack;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads Spring's bean files as far as event buses need it: beans at any depth, properties as
 * elements and as attributes, parents of the same file. A document type is skipped and nothing
 * outside the file is ever read; size and depth are bounded. Used once.
 */
public final class BeanFileReader {

  private static final String P_ATTRIBUTES = "http://www.springframework.org/schema/p";
  private static final String C_ATTRIBUTES = "http://www.springframework.org/schema/c";
  private static final String REFERENCE_ENDING = "-ref";
  private static final Pattern BEAN_TAG = Pattern.compile("<(?:\\w+:)?bean\\b");
  private static final int MAX_DEPTH = 64;

  private final Path file;
  private final XMLStreamReader xml;
  private final List<String> lines;
  private final List<Bean> beans = new ArrayList<>();
  private final List<String> imports = new ArrayList<>();
  private int depth;

  private BeanFileReader(Path file, XMLStreamReader xml, List<String> lines) {
    this.file = file;
    this.xml = xml;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @throws UnreadableFileException when it cannot be read or is not well-formed, with the line
   */
  public static BeanFile read(Path file) throws UnreadableFileException {
    byte[] bytes = SmallFiles.read(file);
    // Only to find where a tag begins; tags are ASCII in every encoding that occurs.
    List<String> lines = new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(new ByteArrayInputStream(bytes));
      try {
        return new BeanFileReader(file, xml, lines).read();
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNumber();
      throw new UnreadableFileException(
          file + place + " is no well-formed XML: " + firstLine(e.getMessage()), e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /** The parser puts its position in a first line of its own. */
  private static String firstLine(@Nullable String message) {
    String text = String.valueOf(message);
    int start = text.indexOf("Message: ");
    return start < 0 ? text : text.substring(start + "Message: ".length());
  }

  private BeanFile read() throws XMLStreamException {
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "bean" -> bean(null);
          case "import" -> imports.add(attribute("resource", "?"));
          default -> {
            // Blocks of beans, such as those of a profile, are walked through.
          }
        }
      }
    }
    Map<String, Bean> byId = new HashMap<>();
    for (Bean bean : beans) {
      if (bean.id() != null) {
        byId.put(bean.id(), bean);
      }
    }
    List<Bean> complete =
        beans.stream()
            .filter(bean -> !bean.template())
            .map(bean -> withParents(bean, byId))
            .toList();
    return new BeanFile(file, complete, imports);
  }

  private static Bean withParents(Bean bean, Map<String, Bean> byId) {
    Set<String> seen = new HashSet<>();
    Bean complete = bean;
    String name = bean.parent();
    while (name != null && seen.add(name)) {
      Bean parent = byId.get(name);
      if (parent == null) {
        return complete;
      }
      complete = complete.inheriting(parent);
      name = parent.parent();
    }
    return complete;
  }

  /** Reads a bean up to its end; the reader stands at its start. */
  private void bean(@Nullable String owner) throws XMLStreamException {
    enter();
    int first = lineOfTag();
    String id = xml.getAttributeValue(null, "id");
    String name = id == null ? xml.getAttributeValue(null, "name") : id;
    String className = xml.getAttributeValue(null, "class");
    boolean template = Boolean.parseBoolean(attribute("abstract", "false"));
    String parent = xml.getAttributeValue(null, "parent");
    Map<String, PropertyValue> properties = new HashMap<>();
    List<String> arguments = new ArrayList<>();
    attributes(properties, arguments);
    int place = beans.size();
    String own = name == null ? String.valueOf(className) : name;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isStartElement()) {
        switch (xml.getLocalName()) {
          case "property" -> {
            String property = attribute("name", "?");
            PropertyValue value = value(own);
            if (value != null) {
              properties.put(property, value);
            }
          }
          case "constructor-arg" -> {
            arguments.add(attribute("name", attribute("index", "without name")));
            value(own);
          }
          default -> skip();
        }
      }
    }
    beans.add(
        place,
        new Bean(
            name,
            className,
            template,
            parent,
            owner,
            first,
            xml.getLocation().getLineNumber(),
            properties,
            arguments));
    depth--;
  }

  private void attributes(Map<String, PropertyValue> properties, List<String> arguments) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String space = xml.getAttributeNamespace(i);
      String name = xml.getAttributeLocalName(i);
      if (P_ATTRIBUTES.equals(space) && name.endsWith(REFERENCE_ENDING)) {
        properties.put(
            javaName(name.substring(0, name.length() - REFERENCE_ENDING.length())),
            new PropertyValue(xml.getAttributeValue(i), PropertyValue.Form.REFERENCE));
      } else if (P_ATTRIBUTES.equals(space)) {
        properties.put(javaName(name), PropertyValue.of(xml.getAttributeValue(i)));
      } else if (C_ATTRIBUTES.equals(space)) {
        arguments.add(name);
      }
    }
  }

  /** Attributes may be written with hyphens: {@code virtual-host} sets {@code virtualHost}. */
  private static String javaName(String attribute) {
    StringBuilder name = new StringBuilder();
    for (String word : attribute.split("-", -1)) {
      name.append(
          name.isEmpty() || word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }

  /** Reads a value up to its element's end; null where it says that there is none. */
  private @Nullable PropertyValue value(String owner) throws XMLStreamException {
    enter();
    String reference = xml.getAttributeValue(null, "ref");
    String written = xml.getAttributeValue(null, "value");
    @Nullable PropertyValue value =
        reference != null
            ? new PropertyValue(reference, PropertyValue.Form.REFERENCE)
            : written != null ? PropertyValue.of(written) : null;
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isStartElement()) {
        switch (xml.getLocalName()) {
          case "value" -> value = PropertyValue.of(xml.getElementText());
          case "null" -> skip();
          case "ref" -> {
            value =
                new PropertyValue(
                    attribute("bean", attribute("local", "?")), PropertyValue.Form.REFERENCE);
            skip();
          }
          case "bean" -> {
            value = new PropertyValue("", PropertyValue.Form.STRUCTURE);
            bean(owner);
          }
          default -> {
            value = new PropertyValue("", PropertyValue.Form.STRUCTURE);
            structure(owner);
          }
        }
      }
    }
    depth--;
    return value;
  }

  /** A list or map: only the beans in it matter. */
  private void structure(String owner) throws XMLStreamException {
    enter();
    while (xml.next() != XMLStreamConstants.END_ELEMENT) {
      if (xml.isStartElement()) {
        if (xml.getLocalName().equals("bean")) {
          bean(owner);
        } else {
          structure(owner);
        }
      }
    }
    depth--;
  }

  private void skip() throws XMLStreamException {
    structure("");
  }

  private void enter() throws XMLStreamException {
    depth++;
    if (depth > MAX_DEPTH) {
      throw new XMLStreamException(
          "elements are nested more than " + MAX_DEPTH + " deep", xml.getLocation());
    }
  }

  /** The parser tells where a tag ends; attributes over several lines begin further up. */
  private int lineOfTag() {
    int end = Math.min(xml.getLocation().getLineNumber(), lines.size());
    for (int line = end; line > 0; line--) {
      if (BEAN_TAG.matcher(lines.get(line - 1)).find()) {
        return line;
      }
    }
    return end;
  }

  private String attribute(String name, String otherwise) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? otherwise : value;
  }
}
