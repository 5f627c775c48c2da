package io.acsexport.core.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A byte array that grows, used again and again, so that a publishing thread need not allocate. For
 * one thread at a time.
 */
public final class PayloadBuffer {

  private byte[] bytes;
  private int length;

  /** With room for this many bytes before it must grow. */
  public PayloadBuffer(int initialCapacity) {
    bytes = new byte[initialCapacity];
  }

  /** The content, from index 0 to {@link #length()}; valid until the next write. */
  public byte[] array() {
    return bytes;
  }

  /** The number of bytes written. */
  public int length() {
    return length;
  }

  /** How many bytes it holds on to. */
  public int capacity() {
    return bytes.length;
  }

  /** Forgets the content and keeps the memory. */
  public void clear() {
    length = 0;
  }

  void putByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  /** Seven bits a byte, lowest first; the sign bit as any other. */
  void putVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void putBytes(byte[] source) {
    ensure(source.length);
    System.arraycopy(source, 0, bytes, length, source.length);
    length += source.length;
  }

  /** Length and UTF-8; an unpaired surrogate becomes {@code ?}. */
  void putText(String text) {
    int start = length;
    putVarint(text.length());
    ensure(text.length());
    int at = length;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = start;
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putVarint(utf8.length);
        putBytes(utf8);
        return;
      }
      bytes[at++] = (byte) c;
    }
    length = at;
  }

  /** Puts the number of bytes written since {@code start} before them. */
  void insertLengthOf(int start) {
    int content = length - start;
    int size = 1 + (63 - Long.numberOfLeadingZeros(content | 1L)) / 7;
    ensure(size);
    System.arraycopy(bytes, start, bytes, start + size, content);
    length = start;
    putVarint(content);
    length = start + size + content;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      long doubled = Math.max(bytes.length * 2L, (long) length + more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 8));
    }
  }
}
