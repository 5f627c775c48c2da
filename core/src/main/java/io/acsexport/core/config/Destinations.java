package io.acsexport.core.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.TransportProvider;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of the destinations and their transports, read before all else: what else may stand in
 * a destination depends on its transport.
 *
 * @param settings what the {@code settings} block of each destination may hold, by its name
 * @param providers the transport of each destination whose transport is known, by its name
 */
record Destinations(
    SortedMap<String, SettingSpec> settings, SortedMap<String, TransportProvider> providers) {

  private static final String PATH = EngineSettings.ROOT + ".destinations";
  private static final String NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
  private static final int MAX_NAME_LENGTH = 63;
  private static final Set<ConfigValueType> NO_NAME =
      EnumSet.of(ConfigValueType.NULL, ConfigValueType.OBJECT, ConfigValueType.LIST);

  Destinations {
    settings = Collections.unmodifiableSortedMap(settings);
    providers = Collections.unmodifiableSortedMap(providers);
  }

  /** Reads the names; names and transports that cannot be used are reported. */
  static Destinations of(
      ConfigObject engine, TransportCatalog transports, Sources sources, Problems problems) {
    SortedMap<String, SettingSpec> settings = new TreeMap<>();
    SortedMap<String, TransportProvider> providers = new TreeMap<>();
    if (engine.get("destinations") instanceof ConfigObject blocks) {
      blocks.forEach(
          (name, block) -> {
            if (block.valueType() == ConfigValueType.NULL
                || !isName(name, block, sources, problems)) {
              return;
            }
            TransportProvider provider =
                block instanceof ConfigObject destination
                    ? provider(name, destination, transports, sources, problems)
                    : null;
            if (provider == null) {
              settings.put(name, EngineSettings.unknownSettings());
            } else {
              settings.put(name, EngineSettings.settings(provider.settings()).mandatory());
              providers.put(name, provider);
            }
          });
    }
    return new Destinations(settings, providers);
  }

  private static boolean isName(
      String name, ConfigValue block, Sources sources, Problems problems) {
    if (name.matches(NAME) && name.length() <= MAX_NAME_LENGTH) {
      return true;
    }
    String path = PATH + "." + name;
    place(block, path, sources, problems);
    problems.add(
        path,
        "is no usable name: at most "
            + MAX_NAME_LENGTH
            + " lower-case letters, digits and single hyphens, beginning with a letter");
    return false;
  }

  /** The transport that a destination names; a missing name is reported when its block is read. */
  private static @Nullable TransportProvider provider(
      String destination,
      ConfigObject block,
      TransportCatalog transports,
      Sources sources,
      Problems problems) {
    ConfigValue value = block.get("transport");
    if (value == null || NO_NAME.contains(value.valueType())) {
      return null;
    }
    String name = String.valueOf(value.unwrapped()).strip();
    TransportProvider provider = transports.find(name).orElse(null);
    if (provider == null && !Substitutions.isUnresolved(name)) {
      String path = PATH + "." + destination + ".transport";
      place(value, path, sources, problems);
      problems.add(path, unknown(name, transports));
    }
    return provider;
  }

  private static String unknown(String name, TransportCatalog transports) {
    StringBuilder message =
        new StringBuilder("no transport '").append(name).append("' is installed");
    if (transports.names().isEmpty()) {
      message
          .append(", nor any other; each has its own folder under ")
          .append(transports.directory() == null ? "transports/" : transports.directory());
    } else {
      message.append(NearestName.hint(name, transports.names()));
      message.append("; installed: ").append(String.join(", ", transports.names()));
    }
    transports.problems().forEach(problem -> message.append("; not usable: ").append(problem));
    return message.toString();
  }

  private static void place(ConfigValue value, String path, Sources sources, Problems problems) {
    Position position = sources.positionOf(value, path);
    if (position != null) {
      problems.place(path, position);
    }
  }
}
