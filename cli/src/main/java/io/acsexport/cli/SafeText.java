package io.acsexport.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside fit for one line of a terminal. Control sequences in an event could
 * otherwise repaint the screen, or make a line show what it is not.
 */
final class SafeText {

  private SafeText() {}

  /** The text with every control, line-breaking and direction-changing character escaped. */
  static String oneLine(String text) {
    if (text.codePoints().noneMatch(SafeText::isUnsafe)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              if (isUnsafe(character)) {
                safe.append(escape(character));
              } else {
                safe.appendCodePoint(character);
              }
            });
    return safe.toString();
  }

  /** The bytes as text if they are UTF-8, else null. */
  static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  private static boolean isUnsafe(int character) {
    return switch (Character.getType(character)) {
      // FORMAT holds the marks that turn the direction of writing; lone surrogates cannot be
      // printed.
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static String escape(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(character > 0xffff ? "\\U%08x" : "\\u%04x", character);
    };
  }
}
