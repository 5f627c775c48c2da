package io.acsexport.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times and sizes in HOCON's units. A number without a unit is refused: HOCON would take it for
 * milliseconds or bytes, and whoever wrote it perhaps not.
 */
final class Quantities {

  static final String DURATION_FORM = "a time with its unit, such as 500 ms, 30 s or 5 m";
  static final String SIZE_FORM = "a size with its unit, such as 512 KiB, 64 MiB or 2 GiB";

  private static final Pattern WITH_UNIT = Pattern.compile("\\d+(\\.\\d+)?\\s*[a-zA-Z]+");

  private Quantities() {}

  /** The time, or null where the text is none. */
  static @Nullable Duration duration(String text) {
    if (!WITH_UNIT.matcher(text).matches()) {
      return null;
    }
    try {
      return config(text).getDuration("value");
    } catch (ConfigException | ArithmeticException notOne) {
      return null;
    }
  }

  /** The number of bytes, or null where the text is none or too large to count. */
  static @Nullable Long size(String text) {
    if (!WITH_UNIT.matcher(text).matches()) {
      return null;
    }
    try {
      BigInteger bytes = config(text).getMemorySize("value").toBytesBigInteger();
      return bytes.bitLength() < Long.SIZE ? bytes.longValue() : null;
    } catch (ConfigException notOne) {
      return null;
    }
  }

  private static Config config(String text) {
    return ConfigValueFactory.fromAnyRef(text).atKey("value");
  }
}
