package io.acsexport.acs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.cloudstack.framework.events.EventBus;
import org.jspecify.annotations.Nullable;

/**
 * Tells the operator which bean definitions should go: further beans of this bus, and other buses
 * that CloudStack still has. It reads files, perhaps those of a jar of a hundred megabytes, so it
 * does that on a thread of its own and never holds up the host's start.
 */
final class BusSurvey {

  private static final String STOCK_KAFKA = "org.apache.cloudstack.mom.kafka.KafkaEventBus";
  private static final String STOCK_RABBIT = "org.apache.cloudstack.mom.rabbitmq.RabbitMQEventBus";

  /** Buses that lead to no broker. */
  private static final List<String> HARMLESS =
      List.of(
          "org.apache.cloudstack.mom.webhook.WebhookEventBus",
          "org.apache.cloudstack.mom.inmemory.InMemoryEventBus");

  private final HostLog log;
  private final ClassLoader host;

  BusSurvey(HostLog log, ClassLoader host) {
    this.log = log;
    this.host = host;
  }

  /**
   * Looks, and writes at most two lines.
   *
   * @param ownBeans how many beans of this bus there are
   * @return the thread that does it, which ends by itself, or soon when interrupted
   */
  Thread begin(int ownBeans) {
    Thread thread = new Thread(() -> report(ownBeans), "acs-export-bus-survey");
    thread.setDaemon(true);
    thread.setContextClassLoader(host);
    thread.start();
    return thread;
  }

  void report(int ownBeans) {
    try {
      List<DeclaredBean> declared = List.of();
      try {
        declared = BeanFiles.read(host);
      } finally {
        // That there is more than one is known without any file.
        if (ownBeans > 1) {
          log.report(HostLog.WARN, several(ownBeans, select(declared, this::isOurs)), null);
        }
      }
      List<DeclaredBean> others = select(declared, this::isOther);
      if (!others.isEmpty()) {
        log.report(HostLog.WARN, others(others), null);
      }
    } catch (Throwable e) {
      log.report(HostLog.DEBUG, "The files that declare buses could not be read", e);
    }
  }

  private static List<DeclaredBean> select(
      List<DeclaredBean> declared, Predicate<DeclaredBean> wanted) {
    List<DeclaredBean> selected = new ArrayList<>();
    for (DeclaredBean bean : declared) {
      if (wanted.test(bean)) {
        selected.add(bean);
      }
    }
    return selected;
  }

  private boolean isOurs(DeclaredBean bean) {
    Class<?> type = load(bean.type);
    return type == null
        ? bean.type.equals(AcsEventBus.class.getName())
        : AcsEventBus.class.isAssignableFrom(type);
  }

  private boolean isOther(DeclaredBean bean) {
    if (isOurs(bean) || HARMLESS.contains(bean.type)) {
      return false;
    }
    Class<?> type = load(bean.type);
    return type == null
        ? bean.type.equals(STOCK_KAFKA) || bean.type.equals(STOCK_RABBIT)
        : EventBus.class.isAssignableFrom(type);
  }

  /** Null where the host has no such class that works. Runs none of its code. */
  private @Nullable Class<?> load(String type) {
    try {
      return Class.forName(type, false, host);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static String several(int ownBeans, List<DeclaredBean> declared) {
    return "There are "
        + ownBeans
        + " beans of "
        + AcsEventBus.class.getName()
        + ". They share one exporter, and each event is exported once; but acs-export.jar brings a"
        + " bean of its own, so remove yours: "
        + (declared.isEmpty()
            ? "look for it in META-INF/cloudstack/event and META-INF/cloudstack/core in"
                + " /etc/cloudstack/management"
            : list(declared));
  }

  private static String others(List<DeclaredBean> declared) {
    return "CloudStack has "
        + (declared.size() == 1 ? "another bus" : declared.size() + " other buses")
        + " beside acs-export: "
        + list(declared)
        + ". What both carry to one broker arrives twice, and a bus of CloudStack's own can hold"
        + " up users' requests while its broker is down; remove the bean unless you want both";
  }

  private static String list(List<DeclaredBean> declared) {
    return declared.stream()
        .map(
            bean ->
                bean.type
                    + " (bean "
                    + bean.id
                    + ", file "
                    + bean.file()
                    + (bean.module.equals("core")
                        ? ", where CloudStack 4.20 and newer send a bus nothing"
                        : "")
                    + ")")
        .collect(Collectors.joining(", "));
  }
}
