package io.acsexport.core.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides what must not be printed. The keys of a broker's client are not ours to know, so their
 * names decide, rather too strictly: a masked value that is none is a nuisance, the reverse a leak.
 */
public final class SensitiveValues {

  /** What stands for a value that must not be seen. */
  public static final String MASK = "****";

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "passw|passphrase|pwd|secret|jaas|token|key|credential|certificate"
              + "|auth.*user.*info|authorization|signature");

  /** The last words of keys that name a kind, a place or a time and not a secret itself. */
  private static final Pattern HARMLESS_END =
      Pattern.compile(
          ".*[._-](location|type|class|classes|algorithm|provider|file|path|url|uri|ms|seconds"
              + "|serializer|deserializer|enabled|enable)");

  private static final Set<String> HARMLESS = Set.of("partitioner.ignore.keys", "routing-key");

  private static final Pattern USER_INFO =
      Pattern.compile("(?<=://)(?:(?!,\\s*[a-zA-Z][a-zA-Z0-9+.-]*://)\\S)*@");

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)((?:passw(?:or)?d|passphrase|secret|token|api-?key)\\w*\\s*[=:]\\s*)"
              + "(\"[^\"]*\"|'[^']*'|[^\\s&;,\"']+)");

  private SensitiveValues() {}

  /** Whether the value of a client's own key must not be seen. */
  public static boolean isSecretKey(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return SECRET_KEY.matcher(lower).find()
        && !HARMLESS.contains(lower)
        && !HARMLESS_END.matcher(lower).matches();
  }

  /** A text without the user part of its URIs and without what looks like {@code password=…}. */
  public static String mask(String text) {
    String masked = USER_INFO.matcher(text).replaceAll("****@");
    return ASSIGNMENT.matcher(masked).replaceAll("$1****");
  }
}
