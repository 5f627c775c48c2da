package io.acsexport.cli.migration;

import io.acsexport.cli.cloudstack.Bean;
import io.acsexport.cli.cloudstack.BeanFile;
import io.acsexport.cli.cloudstack.BeanFileReader;
import io.acsexport.cli.cloudstack.Bus;
import io.acsexport.cli.cloudstack.ManagementServer;
import io.acsexport.cli.cloudstack.SmallFiles;
import io.acsexport.cli.cloudstack.UnreadableFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that describe CloudStack's own buses.
 *
 * @param beanFiles those that were read
 * @param properties what the Kafka bus reads, or null where it was not found
 */
public record StockSetup(List<BeanFile> beanFiles, @Nullable StockProperties properties) {

  /** The file that CloudStack's Kafka bus looks for on its class path. */
  static final String PROPERTIES_FILE = "kafka.producer.properties";

  /** How many folders a bean file may lie below the one with the properties. */
  private static final int LEVELS = 4;

  /** Copies the list. */
  public StockSetup {
    beanFiles = List.copyOf(beanFiles);
  }

  /**
   * Reads what is named: bean files, properties files, and folders laid out as {@code
   * /etc/cloudstack/management}.
   *
   * @throws UnreadableFileException when something named is not there or cannot be understood
   */
  public static StockSetup read(List<Path> from) throws UnreadableFileException {
    List<BeanFile> beanFiles = new ArrayList<>();
    Path properties = null;
    for (Path path : from) {
      if (Files.isDirectory(path)) {
        for (Path file : ManagementServer.beanFilesIn(path)) {
          beanFiles.add(BeanFileReader.read(file));
        }
        Path inFolder = path.resolve(PROPERTIES_FILE);
        properties = Files.exists(inFolder) ? inFolder : properties;
      } else if (isXml(path)) {
        beanFiles.add(BeanFileReader.read(path));
      } else {
        properties = path;
      }
    }
    if (properties == null) {
      properties = beside(beanFiles);
    }
    return new StockSetup(beanFiles, properties == null ? null : StockProperties.read(properties));
  }

  private static boolean isXml(Path file) throws UnreadableFileException {
    String text = new String(SmallFiles.read(file), StandardCharsets.ISO_8859_1);
    // A byte order mark in UTF-8 may come first.
    return text.replaceFirst("^\u00EF\u00BB\u00BF", "").stripLeading().startsWith("<");
  }

  /** On the class path, as CloudStack would find it: in the folder that holds META-INF. */
  private static @Nullable Path beside(List<BeanFile> beanFiles) {
    for (BeanFile file : beanFiles) {
      if (file.beans().stream().anyMatch(bean -> bean.bus() == Bus.KAFKA)) {
        Path folder = file.file().toAbsolutePath().getParent();
        for (int level = 0; folder != null && level < LEVELS; level++) {
          Path candidate = folder.resolve(PROPERTIES_FILE);
          if (Files.exists(candidate)) {
            return candidate;
          }
          folder = folder.getParent();
        }
      }
    }
    return null;
  }

  /** Whether there is anything to make a destination of. */
  public boolean isEmpty() {
    return properties == null && beanFiles.stream().allMatch(file -> file.stockBuses().isEmpty());
  }

  /** Every file that counted. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    beanFiles.stream()
        .filter(file -> !file.stockBuses().isEmpty())
        .forEach(file -> files.add(file.file()));
    if (properties != null) {
      files.add(properties.file());
    }
    return files;
  }

  /** A bean with the file it stands in. */
  record Placed(BeanFile file, Bean bean) {

    /** For people: {@code bean 'id' (event/file.xml:12)}. */
    String described() {
      return "bean '"
          + bean.name()
          + "' ("
          + file.module()
          + "/"
          + file.file().getFileName()
          + ":"
          + bean.firstLine()
          + ")";
    }
  }

  /** The beans of one bus, in the order in which they were found. */
  List<Placed> beans(Bus bus) {
    List<Placed> found = new ArrayList<>();
    for (BeanFile file : beanFiles) {
      for (Bean bean : file.beans()) {
        if (bean.bus() == bus) {
          found.add(new Placed(file, bean));
        }
      }
    }
    return found;
  }
}
