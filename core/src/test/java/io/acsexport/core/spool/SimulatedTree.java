package io.acsexport.core.spool;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Finds things by path. Guarded by the lock of the storage. */
record SimulatedTree(SimulatedDirectory root) {

  static String name(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  SimulatedDirectory parent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().normalize().getParent();
    return parent == null ? root : directory(parent);
  }

  SimulatedDirectory directory(Path path) throws IOException {
    SimulatedDirectory at = root;
    for (Path name : path.toAbsolutePath().normalize()) {
      if (!(at.find(name.toString()) instanceof SimulatedDirectory next)) {
        throw new NoSuchFileException(path.toString());
      }
      at = next;
    }
    return at;
  }

  SimulatedFile file(Path path) throws IOException {
    if (parent(path).find(name(path)) instanceof SimulatedFile file) {
      return file;
    }
    throw new NoSuchFileException(path.toString());
  }

  /** Bytes that all files take. */
  long used() {
    return used(root);
  }

  private static long used(SimulatedDirectory directory) {
    long used = 0;
    for (SimulatedNode node : directory.children().values()) {
      if (node instanceof SimulatedFile file) {
        used += file.allocatedBytes();
      } else if (node instanceof SimulatedDirectory inner) {
        used += used(inner);
      }
    }
    return used;
  }
}
