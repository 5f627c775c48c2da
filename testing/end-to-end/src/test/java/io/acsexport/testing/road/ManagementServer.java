package io.acsexport.testing.road;

import io.acsexport.testing.host.AcsLikeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.cloudstack.framework.events.EventBus;

/**
 * The stand-in of a management server with the shipped {@code acs-export.jar} among its libraries.
 * Its folder holds {@code etc}, which stands for {@code /etc/cloudstack/management}, and what it
 * logs and prints.
 */
final class ManagementServer {

  private static final Path MODULE_JAR = Road.HOME.resolve("cloudstack/acs-export.jar");

  private final Path folder;
  private final List<String> options = new ArrayList<>();
  private final List<Path> more = new ArrayList<>();
  private Path javaHome = Path.of(System.getProperty("java.home"));

  /** With the engine's home and configuration given as system properties. */
  ManagementServer(Path folder, Path home, Path configuration) throws IOException {
    this.folder = Files.createDirectories(folder);
    options.add("-Dacs-export.home=" + home);
    options.add("-Dacs-export.config=" + configuration);
  }

  /** Runs on another Java. */
  ManagementServer on(Path home) {
    javaHome = home;
    return this;
  }

  /** With a further option of the JVM. */
  ManagementServer with(String option) {
    options.add(option);
    return this;
  }

  /** With a further entry of the class path. */
  ManagementServer with(Path entry) {
    more.add(entry);
    return this;
  }

  /** With a file of the operator's for one of CloudStack's modules; returns that file. */
  Path declare(String module, String beanId, String beanClass) throws IOException {
    Path directory =
        Files.createDirectories(folder.resolve("etc/META-INF/cloudstack").resolve(module));
    return Files.writeString(
        directory.resolve("spring-event-bus-context.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <beans xmlns="http://www.springframework.org/schema/beans"
               xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
               xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans-3.0.xsd">
          <bean id="%s" class="%s"/>
        </beans>
        """
            .formatted(beanId, beanClass));
  }

  /** What one life left behind. */
  record Life(List<String> printed, List<String> log) {

    /** The rest of the printed lines that begin with that word. */
    List<String> said(String word) {
      return printed.stream()
          .filter(line -> line.startsWith(word + " "))
          .map(line -> line.substring(word.length() + 1))
          .toList();
    }

    /** Lines of the exporter in the host's log with that level; stack traces are no lines. */
    List<String> logged(String level) {
      return log.stream()
          .filter(line -> line.contains(" " + level + " ") && line.contains(" [io.acsexport."))
          .toList();
    }
  }

  /** Boots, publishes, stops. */
  Life live(String label) throws IOException, InterruptedException {
    Path printed = folder.resolve(label + ".out");
    Path log = folder.resolve(label + ".log");
    List<Path> classPath = new ArrayList<>(HostLibraries.all());
    classPath.add(MODULE_JAR);
    Path tests = HostLibraries.location(AcsLikeHost.class);
    classPath.addAll(
        List.of(
            HostLibraries.location(EventBus.class),
            tests.resolve("acs-like-host"),
            tests,
            Files.createDirectories(folder.resolve("etc"))));
    classPath.addAll(more);
    List<String> all = new ArrayList<>(options);
    all.add("-Dhost.log=" + log);
    all.add("-Dhost.label=" + label);
    OwnJvm.run(
        javaHome, all, HostLibraries.classPath(classPath), AcsLikeHost.class, List.of(), printed);
    return new Life(Files.readAllLines(printed), Files.readAllLines(log));
  }
}
