package io.acsexport.testing.faults;

import java.util.Random;

/** How long the tests go on breaking things: short, or with {@code ./verify --long} for longer. */
final class Length {

  private static final boolean LONG = Boolean.getBoolean("acs-export.test.long");

  private Length() {}

  /** So many rounds of something. */
  static int rounds(int inShort, int inLong) {
    return LONG ? inLong : inShort;
  }

  /** The same choices again for a seed that a failed run printed. */
  static Random random() {
    long seed = Long.getLong("acs-export.test.seed", System.nanoTime());
    System.out.println(RunningTest.name() + ": -Dacs-export.test.seed=" + seed);
    return new Random(seed);
  }
}
