package io.acsexport.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Splits input into lines of bounded length: a file without line ends must not fill the memory.
 * Used by one thread; does not close the stream.
 */
final class LineReader {

  private final InputStream in;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private long number;
  private boolean tooLong;

  LineReader(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.maxBytes = maxBytes;
  }

  /**
   * Goes to the next line; what is longer than the bound is read to its end and not kept.
   *
   * @return whether there is one
   */
  boolean next() throws IOException {
    line.reset();
    tooLong = false;
    int read = in.read();
    if (read < 0) {
      return false;
    }
    number++;
    while (read >= 0 && read != '\n') {
      if (line.size() < maxBytes) {
        line.write(read);
      } else {
        tooLong = true;
      }
      read = in.read();
    }
    return true;
  }

  /** Number of the present line, from 1. */
  long number() {
    return number;
  }

  /** Whether the present line is longer than the bound. */
  boolean tooLong() {
    return tooLong;
  }

  /** The present line without its end. */
  byte[] bytes() {
    return line.toByteArray();
  }
}
