package io.acsexport.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Writes results for machines. Pure ASCII, so that neither the locale nor a terminal can spoil it.
 */
final class Json {

  private static final ObjectWriter LINE =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build().writer();
  private static final ObjectWriter DOCUMENT = LINE.withDefaultPrettyPrinter();

  private Json() {}

  /** A value as one line. */
  static String line(Object value) {
    return write(LINE, value);
  }

  /** A value over several lines. */
  static String document(Object value) {
    return write(DOCUMENT, value);
  }

  private static String write(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a result that is no JSON", e);
    }
  }
}
