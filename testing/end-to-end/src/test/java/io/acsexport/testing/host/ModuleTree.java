package io.acsexport.testing.host;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.ClassPathXmlApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Modules by their place on the class path, one Spring context each. A module that fails goes with
 * all that are below it; one whose parent is not there is passed over in silence.
 */
final class ModuleTree {

  private static final Log LOG = LogFactory.getLog(ModuleTree.class);
  private static final String FOLDER = "classpath*:META-INF/cloudstack/";

  private final TreeMap<String, String> parents = new TreeMap<>();
  private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
  private final TreeMap<String, ConfigurableApplicationContext> byName = new TreeMap<>();

  /** Finds and loads all. */
  static ModuleTree load(String root) throws IOException {
    ModuleTree tree = new ModuleTree();
    for (Resource found :
        new PathMatchingResourcePatternResolver().getResources(FOLDER + "*/module.properties")) {
      Properties properties = new Properties();
      try (InputStream in = found.getInputStream()) {
        properties.load(in);
      }
      String name = properties.getProperty("name");
      if (tree.parents.put(name, properties.getProperty("parent", "")) != null) {
        throw new IOException("Module [" + name + "] is defined twice, see " + found);
      }
    }
    tree.load(root, List.of(), null);
    return tree;
  }

  private void load(String name, List<String> ancestors, @Nullable ApplicationContext parent) {
    List<String> locations = new ArrayList<>();
    // The nearest first, so that in CloudStack's order a bus is registered before it is configured.
    List<String> line = new ArrayList<>(List.of(name));
    line.addAll(ancestors);
    line.forEach(module -> locations.add(FOLDER + module + "/*context-inheritable.xml"));
    locations.add(FOLDER + name + "/*context.xml");
    ClassPathXmlApplicationContext context =
        new ClassPathXmlApplicationContext(locations.toArray(String[]::new), false, parent);
    try {
      context.refresh();
    } catch (RuntimeException e) {
      LOG.warn("Failed to load module [" + name + "] due to: [" + e.getMessage() + "]");
      return;
    }
    contexts.add(context);
    byName.put(name, context);
    parents.forEach(
        (child, itsParent) -> {
          if (itsParent.equals(name)) {
            load(child, line, context);
          }
        });
  }

  ConfigurableApplicationContext module(String name) {
    ConfigurableApplicationContext context = byName.get(name);
    if (context == null) {
      throw new IllegalStateException("module " + name + " is not loaded");
    }
    return context;
  }

  /** Names of those that were loaded. */
  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** Starts the components, the root's first. */
  void start() {
    for (ConfigurableApplicationContext context : contexts) {
      if (context.containsLocalBean("componentLives")) {
        context.getBean("componentLives", ComponentLives.class).startComponents();
      }
    }
  }

  /** Closes all at once, as shutdown hooks do. */
  void stop() throws InterruptedException {
    List<Thread> hooks = new ArrayList<>();
    for (ConfigurableApplicationContext context : contexts) {
      Thread hook = new Thread(context::close, "close-" + context.getId());
      hook.start();
      hooks.add(hook);
    }
    for (Thread hook : hooks) {
      hook.join();
    }
  }
}
