package io.acsexport.cli.cloudstack;

import java.nio.file.Path;
import java.util.List;

/**
 * What a file of beans holds.
 *
 * @param file where it lies
 * @param beans those it makes, in their order; templates aside
 * @param imports other files it names, which were not read
 */
public record BeanFile(Path file, List<Bean> beans, List<String> imports) {

  /** Copies the lists. */
  public BeanFile {
    beans = List.copyOf(beans);
    imports = List.copyOf(imports);
  }

  /** The module of CloudStack whose folder it lies in, such as {@code event}. */
  public String module() {
    Path folder = file.toAbsolutePath().getParent();
    Path name = folder == null ? null : folder.getFileName();
    return name == null ? "" : name.toString();
  }

  /** Those of buses that send to a broker, CloudStack's own. */
  public List<Bean> stockBuses() {
    return beans.stream().filter(bean -> bean.bus() != null && bean.bus().isStockBroker()).toList();
  }

  /** A bean's place, for people: {@code /etc/…/file.xml:12}. */
  public String place(Bean bean) {
    return file + ":" + bean.firstLine();
  }
}
