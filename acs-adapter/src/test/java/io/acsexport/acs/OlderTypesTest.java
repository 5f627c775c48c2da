package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.tools.ToolProvider;
import org.apache.cloudstack.framework.events.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same class files on the types of CloudStack 4.19: fewer getters, no log4j 2. */
class OlderTypesTest {

  private static final String PACKAGE = "org.apache.cloudstack.framework.events";

  private static final String OLD_EVENT =
      """
      package org.apache.cloudstack.framework.events;
      public class Event {
        public String getEventCategory() { return "ActionEvent"; }
        public String getEventType() { return "VM.START"; }
        public String getEventSource() { return "management-server"; }
        public String getResourceType() { return "VirtualMachine"; }
        public String getResourceUUID() { return "vm-1"; }
        public String getDescription() { return "{}"; }
      }
      """;

  private static final String OLD_BUS =
      """
      package org.apache.cloudstack.framework.events;
      public interface EventBus {
        void publish(Event event) throws EventBusException;
        java.util.UUID subscribe(EventTopic topic, EventSubscriber subscriber) throws EventBusException;
        void unsubscribe(java.util.UUID id, EventSubscriber subscriber) throws EventBusException;
      }
      """;

  @TempDir Path temporary;

  @Test
  void theBusRunsOnThem() throws Exception {
    FakeEngine engine = FakeEngine.install(temporary);
    URL[] classPath = {
      compileOldTypes().toUri().toURL(), location(AcsEventBus.class), location(Event.class)
    };
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("engine");
    Handler handler = handler(lines);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try (URLClassLoader host =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = host.loadClass(AcsEventBus.class.getName());
      Object bus = type.getConstructor().newInstance();
      type.getMethod("setHome", String.class).invoke(bus, engine.home().toString());
      type.getMethod("setConfigurationFile", String.class)
          .invoke(bus, engine.configuration().toString());
      type.getMethod("configure", String.class, Map.class).invoke(bus, "any", Map.of());
      publish(host, bus);
      type.getMethod("release").invoke(bus);
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }

    assertThat(lines)
        .contains(
            "publish [null, ActionEvent, VM.START, management-server, VirtualMachine, vm-1, {},"
                + " null, null, null, null]",
            "close");
  }

  private static void publish(ClassLoader host, Object bus) throws ReflectiveOperationException {
    Class<?> event = host.loadClass(PACKAGE + ".Event");
    assertThat(event.getMethods()).extracting("name").doesNotContain("getEventUuid");
    try {
      host.loadClass(PACKAGE + ".EventBus")
          .getMethod("publish", event)
          .invoke(bus, event.getConstructor().newInstance());
    } catch (InvocationTargetException e) {
      throw new AssertionError("publish failed", e.getCause());
    }
  }

  private Path compileOldTypes() throws IOException {
    Path sources = Files.createDirectory(temporary.resolve("sources"));
    Path classes = Files.createDirectory(temporary.resolve("classes"));
    Path event = Files.writeString(sources.resolve("Event.java"), OLD_EVENT);
    Path bus = Files.writeString(sources.resolve("EventBus.java"), OLD_BUS);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString(),
                    event.toString(),
                    bus.toString()))
        .isZero();
    return classes;
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static Handler handler(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
