package io.acsexport.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A scratch root laid out as CloudStack's packages lay out a management server. */
final class ScratchServer {

  private static final String LIBRARIES = "usr/share/cloudstack-management/lib";
  private static final String MODULES = "etc/cloudstack/management/META-INF/cloudstack";

  private final Path root;

  ScratchServer(Path root) {
    this.root = root;
  }

  /** With the server's jar, the adapter's, and whoever runs this as the user that runs it. */
  ScratchServer installed(String release) {
    jar("cloudstack-" + release + ".jar", "META-INF/cloudstack/event/module.properties");
    jar("acs-export.jar", "META-INF/cloudstack/acs-export/module.properties");
    write(
        "usr/lib/systemd/system/cloudstack-management.service",
        "[Service]\nUser=" + System.getProperty("user.name") + "\n");
    write(
        "etc/default/cloudstack-management",
        "CLASSPATH=\"/usr/share/cloudstack-management/lib/*:/etc/cloudstack/management\"\n");
    folder("var/lib/acs-export");
    return this;
  }

  Path root() {
    return root;
  }

  Path library(String name) {
    return root.resolve(LIBRARIES).resolve(name);
  }

  /** A jar that holds one empty file. */
  ScratchServer jar(String name, String entry) {
    folder(LIBRARIES);
    try (OutputStream out = Files.newOutputStream(library(name));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(entry));
      jar.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Path folder(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path write(String name, String text) {
    Path file = root.resolve(name);
    folder(name.substring(0, name.lastIndexOf('/')));
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Beans in a module's folder, in the file that CloudStack's documentation names. */
  Path beans(String module, String beans) {
    return write(
        MODULES + "/" + module + "/spring-event-bus-context.xml",
        """
        <beans xmlns="http://www.springframework.org/schema/beans"
               xmlns:p="http://www.springframework.org/schema/p">
        %s
        </beans>
        """
            .formatted(beans));
  }
}
