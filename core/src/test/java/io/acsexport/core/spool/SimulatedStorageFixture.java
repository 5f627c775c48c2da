package io.acsexport.core.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.acsexport.core.spool.Storage.StorageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What the tests of {@link SimulatedStorage} share. */
final class SimulatedStorageFixture {

  static final Path FOLDER = Path.of("/spool");
  static final Path FILE = FOLDER.resolve("file");

  private static final int CRASHES = 400;

  private SimulatedStorageFixture() {}

  /** With a folder that is durable and empty. */
  static SimulatedStorage withFolder() {
    SimulatedStorage storage = new SimulatedStorage();
    try {
      storage.createDirectory(FOLDER);
      storage.syncDirectory(Path.of("/"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return storage;
  }

  /** {@link #FILE}, durable, with as many zeros. */
  static StorageFile durableFile(SimulatedStorage storage, int length) throws IOException {
    StorageFile file = storage.open(FILE);
    file.setLength(length);
    file.force();
    storage.syncDirectory(FOLDER);
    return file;
  }

  /** Enough of them for everything that may happen to happen; always the same. */
  static List<SplittableRandom> seeds() {
    SplittableRandom seeds = new SplittableRandom(42);
    return Stream.generate(seeds::split).limit(CRASHES).toList();
  }

  static void write(StorageFile file, long position, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    file.write(position, bytes, 0, bytes.length);
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static int count(byte[] bytes, int from, int to, int value) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += bytes[i] == value ? 1 : 0;
    }
    return count;
  }
}
