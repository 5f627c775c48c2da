package io.acsexport.cli.migration;

import io.acsexport.cli.cloudstack.SmallFiles;
import io.acsexport.cli.cloudstack.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What CloudStack's Kafka bus reads. Holds secrets; prints keys alone.
 *
 * @param file where it lies
 * @param values by key, blanks around them removed as Kafka does; immutable, sorted
 */
public record StockProperties(Path file, Map<String, String> values) {

  /** Copies the map. */
  public StockProperties {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Reads a file in Java's form of properties, in its encoding. */
  static StockProperties read(Path file) throws UnreadableFileException {
    Properties properties = new Properties();
    try {
      properties.load(new ByteArrayInputStream(SmallFiles.read(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableFileException(file + " is no properties file: " + e.getMessage(), e);
    }
    Map<String, String> values = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      values.put(key, properties.getProperty(key).strip());
    }
    return new StockProperties(file, values);
  }

  @Override
  public String toString() {
    return file + " " + values.keySet();
  }
}
