package io.acsexport.kafka;

import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wrote for Kafka's producer, in the {@code producer} block and in the stock
 * plugin's file. Holds secrets in clear; prints keys alone.
 */
final class WrittenSettings {

  private final Map<String, String> fromFile;
  private final Map<String, String> fromBlock;
  private final boolean hasFile;
  private final @Nullable String fileTopic;

  private WrittenSettings(
      Map<String, String> fromFile,
      Map<String, String> fromBlock,
      boolean hasFile,
      @Nullable String fileTopic) {
    this.fromFile = fromFile;
    this.fromBlock = fromBlock;
    this.hasFile = hasFile;
    this.fileTopic = fileTopic;
  }

  /** Reads both; a file that cannot be read is added to the problems. */
  static WrittenSettings read(Settings settings, List<SettingProblem> problems) {
    Map<String, String> fromFile = new TreeMap<>();
    boolean hasFile = settings.has(KafkaTransportProvider.PROPERTIES_FILE);
    if (hasFile) {
      load(settings.path(KafkaTransportProvider.PROPERTIES_FILE), fromFile, problems);
    }
    String topic = fromFile.remove(KafkaTransportProvider.TOPIC);
    Map<String, String> fromBlock =
        settings.nativeProperties(KafkaTransportProvider.PRODUCER).reveal();
    return new WrittenSettings(
        fromFile, fromBlock, hasFile, topic == null || topic.isBlank() ? null : topic.strip());
  }

  private static void load(Path file, Map<String, String> into, List<SettingProblem> problems) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      problem(problems, file + " does not exist");
    } catch (IOException e) {
      problem(problems, file + " cannot be read: " + e);
    } catch (IllegalArgumentException e) {
      problem(problems, file + " is no properties file: " + e.getMessage());
    }
    for (String key : properties.stringPropertyNames()) {
      into.put(key, properties.getProperty(key).strip());
    }
  }

  private static void problem(List<SettingProblem> problems, String message) {
    problems.add(new SettingProblem(KafkaTransportProvider.PROPERTIES_FILE, message));
  }

  /** Whether a properties file was named. */
  boolean hasFile() {
    return hasFile;
  }

  /** The topic that stands in the file where it counts, or null. */
  @Nullable String topicInPlaceOfDefault(Settings settings) {
    return settings.isExplicit(KafkaTransportProvider.TOPIC) ? null : fileTopic;
  }

  /** What counts for Kafka's producer: the block wins over the file. */
  Map<String, String> merged() {
    Map<String, String> merged = new TreeMap<>(fromFile);
    merged.putAll(fromBlock);
    return merged;
  }

  /** Where a key was written, as a path within {@code settings}. */
  String where(String key) {
    return !fromBlock.containsKey(key) && fromFile.containsKey(key)
        ? KafkaTransportProvider.PROPERTIES_FILE
        : KafkaTransportProvider.PRODUCER + "." + key;
  }

  @Override
  public String toString() {
    return merged().keySet().toString();
  }
}
