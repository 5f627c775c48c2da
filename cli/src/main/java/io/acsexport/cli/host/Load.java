package io.acsexport.cli.host;

/**
 * How many events there are.
 *
 * @param eventsPerSecond more than 0
 * @param bytesPerEvent what one takes in the spool, on average; more than 0
 */
public record Load(double eventsPerSecond, long bytesPerEvent) {

  /** Requires both to be more than nothing. */
  public Load {
    if (!(eventsPerSecond > 0) || bytesPerEvent <= 0) {
      throw new IllegalArgumentException("no load");
    }
  }
}
