package io.acsexport.core.spool;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Tells whether a small text file still says what was written to it. */
public final class TextChecksum {

  private TextChecksum() {}

  /** The CRC32C of a text in UTF-8, as eight hexadecimal digits. */
  public static String of(String text) {
    CRC32C crc = new CRC32C();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    crc.update(bytes, 0, bytes.length);
    return String.format("%08x", crc.getValue());
  }
}
