package io.acsexport.core.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Steps through the fields of a payload. Whatever the bytes are, it ends with the last field or
 * with a {@link CorruptEventException}, and allocates no more than the payload's length.
 */
final class FieldReader {

  private final byte[] payload;
  private final int end;
  private int position;
  private int tag;
  private int start;
  private long seen;

  FieldReader(byte[] payload, int from, int to) {
    this.payload = payload;
    this.position = from;
    this.end = to;
  }

  /** Moves to the next field; false at the end. */
  boolean next() throws CorruptEventException {
    if (position == end) {
      return false;
    }
    int at = position;
    tag = payload[position++] & 0xFF;
    long length = varint();
    if (tag == 0 || length < 0 || length > end - position) {
      throw new CorruptEventException(
          "field " + tag + " at byte " + at + " is no field or reaches beyond the end");
    }
    if (tag < Long.SIZE) {
      // Fields of higher tags are unknown to this version and may repeat.
      if ((seen & 1L << tag) != 0) {
        throw new CorruptEventException("field " + tag + " is there twice, at byte " + at);
      }
      seen |= 1L << tag;
    }
    start = position;
    position += (int) length;
    return true;
  }

  int tag() {
    return tag;
  }

  byte[] bytes() {
    return Arrays.copyOfRange(payload, start, position);
  }

  String text() throws CorruptEventException {
    String text = new String(payload, start, position - start, StandardCharsets.UTF_8);
    // Malformed bytes become U+FFFD; only a text that holds one has to be looked at again.
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes())) {
      throw new CorruptEventException("field " + tag + " at byte " + start + " is not UTF-8");
    }
    return text;
  }

  long number() throws CorruptEventException {
    int fieldEnd = position;
    position = start;
    long number = varint();
    if (position != fieldEnd) {
      throw new CorruptEventException("field " + tag + " at byte " + start + " is no number");
    }
    return number;
  }

  FieldReader nested() {
    return new FieldReader(payload, start, position);
  }

  private long varint() throws CorruptEventException {
    long value = 0;
    int at = position;
    for (int shift = 0; shift < Long.SIZE && position < end; shift += 7) {
      byte b = payload[position++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new CorruptEventException("the number at byte " + at + " does not end");
  }
}
