package io.acsexport.cli.host;

import io.acsexport.cli.cloudstack.AcsVersion;
import io.acsexport.cli.cloudstack.Bean;
import io.acsexport.cli.cloudstack.BeanFile;
import io.acsexport.cli.cloudstack.BeanFileReader;
import io.acsexport.cli.cloudstack.Bus;
import io.acsexport.cli.cloudstack.ManagementServer;
import io.acsexport.cli.cloudstack.UnreadableFileException;
import io.acsexport.transport.Notice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Beans of event buses in the operator's files. */
final class BeanFindings {

  private static final String CORE = "core";
  private static final String EVENT = "event";
  private static final String REMOVE =
      "Remove the bean, and restart cloudstack-management at the next occasion.";

  private final ManagementServer server;
  private final boolean hasEventModule;
  private final List<Notice> notices = new ArrayList<>();

  /** A release that is not known counts as a present one. */
  BeanFindings(ManagementServer server, @Nullable AcsVersion version) {
    this.server = server;
    this.hasEventModule = version == null || version.hasEventModule();
  }

  List<Notice> look() {
    for (Path path : server.beanFiles()) {
      try {
        BeanFile file = BeanFileReader.read(path);
        for (Bean bean : file.beans()) {
          Bus bus = bean.bus();
          if (bus == Bus.EXPORTER) {
            own(file, bean);
          } else if (bus != null && bus.isStockBroker()) {
            stock(file, bean);
          }
        }
      } catch (UnreadableFileException e) {
        notices.add(
            Notice.warning(
                path.toString(),
                "its beans cannot be looked at: " + e.reason(),
                "Correct it or let it be read; CloudStack reads it at its next start."));
      }
    }
    return notices;
  }

  private void own(BeanFile file, Bean bean) {
    if (file.module().equals(CORE) && hasEventModule) {
      notices.add(
          Notice.warning(
              file.place(bean),
              "the bean '"
                  + bean.name()
                  + "' of the exporter lies in the module core, where CloudStack sends no events"
                  + " since 4.20",
              REMOVE + " acs-export.jar brings a module of its own."));
    } else {
      notices.add(
          Notice.info(
              file.place(bean),
              "the bean '"
                  + bean.name()
                  + "' of the exporter is not needed since CloudStack 4.20: acs-export.jar brings"
                  + " a module of its own"));
    }
  }

  private void stock(BeanFile file, Bean bean) {
    String described = "CloudStack's own bus for " + bean.bus() + ", bean '" + bean.name() + "', ";
    if (file.module().equals(CORE) && hasEventModule) {
      notices.add(
          Notice.warning(
              file.place(bean),
              described
                  + "lies in the module core, where CloudStack sends no events since 4.20: it"
                  + " connects and gets nothing",
              REMOVE));
    } else if (file.module().equals(EVENT) && !hasEventModule) {
      notices.add(
          Notice.warning(
              file.place(bean),
              described + "lies in the module event, which CloudStack has only since 4.20",
              "Move the file to the folder core, where this release looks for it."));
    } else {
      notices.add(
          Notice.warning(
              file.place(bean),
              described
                  + "is still at work: it sends every event a second time, and while its broker is"
                  + " down it holds up the threads of CloudStack",
              "See docs/upgrade-from-stock.md, or run: acs-export import"));
    }
  }
}
