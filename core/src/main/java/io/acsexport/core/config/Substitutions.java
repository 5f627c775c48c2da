package io.acsexport.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${…}} by other values of the configuration or by environment variables. HOCON
 * stops at the first that it cannot replace; here each gets a stand-in, so that all are reported.
 */
final class Substitutions {

  private static final String STAND_IN = "\uFFFFunresolved\uFFFF";
  private static final Pattern NAME = Pattern.compile("\\$\\{\\??([^}]+)}");

  private final Map<String, String> environment;
  private final Problems problems;
  private final Set<String> missing = new HashSet<>();

  Substitutions(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** Whether a text holds the stand-in of something already reported. */
  static boolean isUnresolved(String text) {
    return text.contains(STAND_IN);
  }

  /** The configuration without substitutions; null where they go round in circles. */
  @Nullable Config resolve(Config config) {
    ConfigResolveOptions options = ConfigResolveOptions.noSystem().appendResolver(new Resolver());
    while (true) {
      try {
        return config.resolve(options);
      } catch (ConfigException.UnresolvedSubstitution e) {
        String message = String.valueOf(e.getMessage());
        Matcher name = NAME.matcher(message);
        Position position = Sources.positionOf(e.origin());
        Position place = position == null ? Position.START : position;
        if (message.contains(" cycle ") || !name.find() || !missing.add(name.group(1))) {
          problems.add(place, "", "the substitutions here refer to each other in a circle");
          return null;
        }
        problems.add(place, "", unresolved(name.group(1)));
      } catch (ConfigException e) {
        Position position = Sources.positionOf(e.origin());
        problems.add(position == null ? Position.START : position, "", SyntaxMessages.of(e));
        return null;
      }
    }
  }

  private static String unresolved(String name) {
    return name.contains(".")
        ? "${" + name + "} names no key of this configuration"
        : "${"
            + name
            + "} names an environment variable that is not set; set it for the service, or write"
            + " ${?"
            + name
            + "} if it may be absent";
  }

  private final class Resolver implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
      String value = environment.get(path);
      if (value != null) {
        return ConfigValueFactory.fromAnyRef(value, Sources.ENVIRONMENT + path);
      }
      return missing.contains(path) ? ConfigValueFactory.fromAnyRef(STAND_IN) : null;
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
