package io.acsexport.core.routing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/** Tells whether a text is JSON that every consumer can read. */
final class JsonText {

  /** Consumers' limit is mostly 1000, and they find the text one level down. */
  private static final int MAX_DEPTH = 999;

  /** Events choose the names, so none is kept for later. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private JsonText() {}

  /**
   * Whether it is one JSON value and nothing else. One with half of a surrogate pair in a string,
   * which is possible in an escape, counts as none: many libraries can read it but not write it
   * again.
   */
  static boolean isJson(String text) {
    boolean mayBreakPairs = text.contains("\\ud") || text.contains("\\uD");
    try (JsonParser parser = FACTORY.createParser(text)) {
      int depth = 0;
      JsonToken token = parser.nextToken();
      if (token == null) {
        return false;
      }
      while (token != null) {
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (mayBreakPairs && hasHalfPair(parser)) {
          return false;
        }
        token = parser.nextToken();
        if (depth == 0 && token != null) {
          return false;
        }
      }
      return true;
    } catch (IOException noJson) {
      return false;
    }
  }

  private static boolean hasHalfPair(JsonParser parser) throws IOException {
    String text = parser.getText();
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
