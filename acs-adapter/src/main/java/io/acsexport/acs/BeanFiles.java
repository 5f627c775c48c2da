package io.acsexport.acs;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads which beans are declared in the folders where CloudStack looks for buses. Spring would know
 * them too, and what became of them; but asking it needs its types, and calling back into the host
 * while it boots is what this adapter never does.
 *
 * <p>What is read is the operator's and other people's: no entity is resolved, and size and number
 * of files are bounded. A file that cannot be read is left out; what is wrong with it is for
 * CloudStack to say.
 */
final class BeanFiles {

  /** Where buses are looked for since 4.20, and where they were before. */
  private static final List<String> MODULES = List.of("event", "core");

  /** What CloudStack loads of a module's folder. */
  private static final List<String> ENDINGS =
      List.of("context.xml", "context-inheritable.xml", "context-override.xml");

  private static final int MAX_FILES = 500;
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final int MAX_NAME_LENGTH = 300;

  private final ClassLoader loader;
  private final List<DeclaredBean> beans = new ArrayList<>();
  private int files;

  private BeanFiles(ClassLoader loader) {
    this.loader = loader;
  }

  /** All beans with a class, in no order; ends early when the thread is interrupted. */
  static List<DeclaredBean> read(ClassLoader loader) throws IOException {
    BeanFiles found = new BeanFiles(loader);
    for (String module : MODULES) {
      // As CloudStack's own search: a jar without an entry for the folder is not seen.
      for (URL folder :
          Collections.list(found.loader.getResources("META-INF/cloudstack/" + module + "/"))) {
        found.readFolder(module, folder);
      }
    }
    return found.beans;
  }

  private void readFolder(String module, URL folder) {
    try {
      URLConnection connection = folder.openConnection();
      if (connection instanceof JarURLConnection) {
        readJar(module, folder, (JarURLConnection) connection);
      } else if (folder.getProtocol().equals("file")) {
        File[] found = new File(folder.toURI()).listFiles();
        for (File file : found == null ? new File[0] : found) {
          readFile(module, file);
        }
      }
    } catch (Exception e) {
      // A folder that cannot be listed holds nothing for CloudStack either.
    }
  }

  private void readJar(String module, URL folder, JarURLConnection connection) throws IOException {
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      String prefix = connection.getEntryName();
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().startsWith(prefix)) {
          String name = entry.getName().substring(prefix.length());
          if (wanted(name)) {
            try (InputStream in = jar.getInputStream(entry)) {
              parse(module, new URL(folder, name), in);
            }
          }
        }
      }
    }
  }

  private void readFile(String module, File file) {
    if (wanted(file.getName())) {
      try (InputStream in = new FileInputStream(file)) {
        parse(module, file.toURI().toURL(), in);
      } catch (IOException e) {
        // One that CloudStack could not read either; the others count.
      }
    }
  }

  private boolean wanted(String name) {
    return name.indexOf('/') < 0
        && ENDINGS.stream().anyMatch(name::endsWith)
        && ++files <= MAX_FILES
        && !Thread.currentThread().isInterrupted();
  }

  private void parse(String module, URL file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) {
      return;
    }
    // The JDK's: the host may have others, of any age.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("bean")) {
          String type = xml.getAttributeValue(null, "class");
          if (type != null) {
            beans.add(new DeclaredBean(shortened(type), id(xml), module, file));
          }
        }
      }
    } catch (XMLStreamException e) {
      // CloudStack says what is wrong with it, louder than a bus could; what came before counts.
    }
  }

  private static String id(XMLStreamReader bean) {
    return Arrays.asList("id", "name").stream()
        .map(key -> bean.getAttributeValue(null, key))
        .filter(value -> value != null && !value.isBlank())
        .map(BeanFiles::shortened)
        .findFirst()
        .orElse("without an id");
  }

  /** Ends in a log line. */
  private static String shortened(@Nullable String text) {
    String line = String.valueOf(text).strip();
    return line.length() <= MAX_NAME_LENGTH ? line : line.substring(0, MAX_NAME_LENGTH);
  }
}
