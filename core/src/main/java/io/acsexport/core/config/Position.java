package io.acsexport.core.config;

import java.util.Comparator;

/**
 * A place in the configuration.
 *
 * @param file number of the file: 0 is the main one, then the included ones as they were met
 * @param line from 1; 0 means the file as a whole
 */
record Position(int file, int line) implements Comparable<Position> {

  static final Position START = new Position(0, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::file).thenComparingInt(Position::line);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
