package io.acsexport.core.spool;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What a publishing thread of {@link SigKillPublisher} appends: its place, then bytes that follow
 * from it.
 */
record SigKillRecord(int round, int thread, int number) {

  private static final int HEAD = 12;

  byte[] payload() {
    SplittableRandom random =
        new SplittableRandom(((long) round << 40) ^ ((long) thread << 32) ^ number);
    byte[] bytes = new byte[HEAD + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 800)];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes).putInt(round).putInt(thread).putInt(number).array();
  }

  /**
   * The place that a payload names; whether the rest belongs to it is for the caller to compare.
   */
  static SigKillRecord of(byte[] payload) {
    ByteBuffer head = ByteBuffer.wrap(payload);
    return new SigKillRecord(head.getInt(), head.getInt(), head.getInt());
  }
}
