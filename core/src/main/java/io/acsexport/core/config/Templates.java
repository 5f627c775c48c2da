package io.acsexport.core.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks templates. */
final class Templates {

  private static final List<String> PLACEHOLDERS =
      List.of("category", "type", "resourceType", "resourceUuid", "node");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private Templates() {}

  /** What is wrong with it, or null. */
  static @Nullable String problem(String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!PLACEHOLDERS.contains(name) && !name.matches("attr\\.[a-zA-Z0-9._-]+")) {
        return "has an unknown placeholder {" + name + "}" + NearestName.hint(name, PLACEHOLDERS);
      }
    }
    return PLACEHOLDER.matcher(text).replaceAll("").matches("[^{}]*")
        ? null
        : "has a brace without its partner";
  }
}
