package io.acsexport.core.spool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * The bytes of a file, as readers see them and as they would be after a power loss at once.
 *
 * <p>A power loss drops any of the unsynced writes, tears others (after any byte, or any of the 512
 * byte sectors are missing), and lets the rest reach the disk in any order. A change of length
 * happened or not, and keeps its place between the writes. What lies between is zeros.
 */
final class SimulatedFile implements SimulatedNode {

  static final int BLOCK = 4096;
  private static final int SECTOR = 512;
  private static final double[] SURVIVING = {0, 0.2, 0.5, 0.8, 0.95, 1};

  private sealed interface Change {
    record Written(int position, byte[] bytes) implements Change {}

    record Resized(int length) implements Change {}
  }

  private final Image durable;
  private final Image current;
  private final List<Change> unsynced = new ArrayList<>();

  /** Blocks that take space: those written to; a longer length alone takes none. */
  private final BitSet allocated = new BitSet();

  SimulatedFile() {
    this(new Image());
  }

  private SimulatedFile(Image image) {
    this.durable = image;
    this.current = image.copy();
    allocated.set(0, (image.length + BLOCK - 1) / BLOCK);
  }

  int length() {
    return current.length;
  }

  long allocatedBytes() {
    return (long) BLOCK * allocated.cardinality();
  }

  /** How many of the bytes of a write fit into this number of new blocks. */
  int fitting(long position, int length, long newBlocks) {
    long left = newBlocks;
    for (long at = position; at < position + length; at = (at / BLOCK + 1) * BLOCK) {
      if (!allocated.get((int) (at / BLOCK)) && left-- <= 0) {
        return (int) (at - position);
      }
    }
    return length;
  }

  int read(long position, byte[] buffer, int offset, int length) {
    int count = (int) Math.max(0, Math.min(length, current.length - position));
    if (count > 0) {
      System.arraycopy(current.bytes, (int) position, buffer, offset, count);
    }
    return count;
  }

  void write(long position, byte[] buffer, int offset, int length) {
    if (length > 0) {
      int at = Math.toIntExact(position);
      change(new Change.Written(at, Arrays.copyOfRange(buffer, offset, offset + length)));
      allocated.set(at / BLOCK, (at + length - 1) / BLOCK + 1);
    }
  }

  void resize(long length) {
    change(new Change.Resized(Math.toIntExact(length)));
    allocated.clear((int) ((length + BLOCK - 1) / BLOCK), Integer.MAX_VALUE);
  }

  void force() {
    unsynced.forEach(change -> apply(change, durable));
    unsynced.clear();
  }

  /**
   * As Linux does it: whatever has not reached the disk by now still looks written, but no later
   * sync takes it there.
   */
  void failForce(RandomGenerator random) {
    for (Change change : unsynced) {
      if (random.nextBoolean()) {
        apply(change, durable);
      }
    }
    unsynced.clear();
  }

  byte[] contents() {
    return Arrays.copyOf(current.bytes, current.length);
  }

  /** Other bytes on the medium itself. */
  void replace(byte[] contents) {
    resize(0);
    write(0, contents, 0, contents.length);
    force();
  }

  @Override
  public SimulatedFile afterPowerLoss(RandomGenerator random) {
    double surviving = SURVIVING[random.nextInt(SURVIVING.length)];
    Image image = durable.copy();
    List<Change.Written> run = new ArrayList<>();
    for (Change change : unsynced) {
      if (random.nextDouble() >= surviving) {
        continue;
      }
      if (change instanceof Change.Written written) {
        run.add(written);
      } else {
        writeBack(run, image, random);
        apply(change, image);
      }
    }
    writeBack(run, image, random);
    return new SimulatedFile(image);
  }

  @Override
  public SimulatedFile copy() {
    return new SimulatedFile(current.copy());
  }

  private void change(Change change) {
    apply(change, current);
    unsynced.add(change);
  }

  private static void apply(Change change, Image image) {
    if (change instanceof Change.Written written) {
      image.write(written.position(), written.bytes(), 0, written.bytes().length);
    } else if (change instanceof Change.Resized resized) {
      image.resize(resized.length());
    }
  }

  private static void writeBack(List<Change.Written> run, Image image, RandomGenerator random) {
    Collections.shuffle(run, new Random(random.nextLong()));
    for (Change.Written written : run) {
      switch (random.nextInt(8)) {
        case 0 -> {
          int torn = random.nextInt(written.bytes().length);
          image.write(written.position(), written.bytes(), 0, torn);
        }
        case 1 -> writeSectors(written, image, random);
        default -> apply(written, image);
      }
    }
    run.clear();
  }

  private static void writeSectors(Change.Written written, Image image, RandomGenerator random) {
    int end = written.position() + written.bytes().length;
    int from = written.position();
    while (from < end) {
      int to = Math.min(end, (from / SECTOR + 1) * SECTOR);
      if (random.nextBoolean()) {
        image.write(from, written.bytes(), from - written.position(), to - from);
      }
      from = to;
    }
  }

  private static final class Image {
    private byte[] bytes = new byte[0];
    private int length;

    Image copy() {
      Image copy = new Image();
      copy.bytes = Arrays.copyOf(bytes, length);
      copy.length = length;
      return copy;
    }

    void write(int position, byte[] from, int offset, int count) {
      if (count > 0) {
        reserve(position + count);
        System.arraycopy(from, offset, bytes, position, count);
        length = Math.max(length, position + count);
      }
    }

    void resize(int newLength) {
      reserve(newLength);
      if (newLength < length) {
        Arrays.fill(bytes, newLength, length, (byte) 0);
      }
      length = newLength;
    }

    private void reserve(int needed) {
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
      }
    }
  }
}
