package io.acsexport.core.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that can lose power, and fail in the ways that disks do. It begins with
 * an empty root folder.
 *
 * <p>{@link StorageFile#force} makes the contents and the length of a file durable, {@link
 * #syncDirectory} the names in a folder; neither does the other's work. What a power loss does to
 * everything else is said at {@link SimulatedFile} and {@link SimulatedDirectory}.
 *
 * <p>{@link #crash} and {@link #kill} answer the storage as it is after the restart. This one and
 * all its handles are dead from then on: every call throws, whatever thread of the former spool
 * makes it.
 *
 * <p>Longer than other classes here: faults, restarts and files share one lock and one state.
 */
final class SimulatedStorage implements Storage {

  private static final long UNLIMITED = 1L << 40;
  private static final int JOURNAL = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final SimulatedTree tree;
  private final Set<Path> locked = new HashSet<>();
  // What a failing disk still writes; of its own, so that crash() alone decides what a crash does.
  private final RandomGenerator failures = new SplittableRandom(1);

  private final Deque<String> journal;

  private boolean off;
  private long changesLeft = Long.MAX_VALUE;
  private long changes;
  private long capacity = UNLIMITED;
  private long usableSpace = -1;
  private long writeBudget = Long.MAX_VALUE;
  private int failingWrites;
  private int failingForces;
  private boolean writesBlocked;
  private boolean forcesBlocked;
  private int stuck;

  SimulatedStorage() {
    this(new SimulatedDirectory(), List.of());
  }

  private SimulatedStorage(SimulatedDirectory root, Collection<String> journal) {
    this.journal = new ArrayDeque<>(journal);
    this.tree = new SimulatedTree(root);
  }

  // Restarts.

  /** The power fails: what was not synced may be lost. Answers what the next boot finds. */
  SimulatedStorage crash(RandomGenerator random) {
    return locked(
        () -> {
          powerOff();
          journal.addLast("power loss");
          return following(tree.root().afterPowerLoss(random));
        });
  }

  /** The process is killed: all that was written stays, and stays unsynced. */
  SimulatedStorage kill() {
    return locked(
        () -> {
          powerOff();
          journal.addLast("kill");
          return following(tree.root());
        });
  }

  /** Another disk with the same contents, all of it durable. This one stays as it is. */
  SimulatedStorage copy() {
    return locked(() -> following(tree.root().copy()));
  }

  /**
   * Dies by itself in the middle of the n-th change from now (a write, a sync, a new length, a
   * name), which may have happened or not. A {@link #crash} or {@link #kill} has to follow.
   */
  void dieAtChange(long number) {
    locked(() -> changesLeft = number);
  }

  /** Whether it died. */
  boolean isDead() {
    return locked(() -> off);
  }

  /** How many changes there were so far. */
  long changes() {
    return locked(() -> changes);
  }

  /** The latest changes, for the message of a test that fails. */
  List<String> journal() {
    return locked(() -> List.copyOf(journal));
  }

  // Faults.

  /** The next writes fail as on a bad disk; any part but the last eight bytes was written. */
  void failWrites(int number) {
    locked(() -> failingWrites = number);
  }

  /** The next syncs of files fail; what they cover may never reach the disk, as on Linux. */
  void failForces(int number) {
    locked(() -> failingForces = number);
  }

  /** How many of the failures ordered did not happen yet. */
  int failuresLeft() {
    return locked(() -> failingWrites + failingForces);
  }

  /** After so many more bytes the disk is full for every write, also into blocks a file has. */
  void failWritesAfter(long bytes) {
    locked(() -> writeBudget = bytes);
  }

  /** Size of the file system: writes into new blocks of 4 KiB fail beyond it. */
  void limitCapacity(long bytes) {
    locked(() -> capacity = bytes);
  }

  /** What {@link #usableSpace(Path)} answers; negative for the truth. */
  void pretendUsableSpace(long bytes) {
    locked(() -> usableSpace = bytes);
  }

  /** From now on writes do not come back. */
  void blockWrites() {
    locked(() -> writesBlocked = true);
  }

  /** From now on syncs of files do not come back. */
  void blockForces() {
    locked(() -> forcesBlocked = true);
  }

  /** Lets everything blocked go on. */
  void unblock() {
    locked(
        () -> {
          writesBlocked = false;
          forcesBlocked = false;
          released.signalAll();
          return this;
        });
  }

  /** How many calls are blocked now. */
  int stuckCalls() {
    return locked(() -> stuck);
  }

  // The medium.

  /** The present bytes of a file. */
  byte[] contents(Path file) throws IOException {
    return lockedIo(() -> tree.file(file).contents());
  }

  /** Other bytes of a file, durable, behind the back of whoever has it open. */
  void replace(Path file, byte[] contents) throws IOException {
    lockedIo(
        () -> {
          tree.file(file).replace(contents);
          return this;
        });
  }

  // Storage.

  @Override
  public void createDirectory(Path directory) throws IOException {
    change(
        "folder " + directory,
        () -> {
          SimulatedDirectory parent = tree.parent(directory);
          SimulatedNode node = parent.find(SimulatedTree.name(directory));
          if (node == null) {
            parent.link(SimulatedTree.name(directory), new SimulatedDirectory());
          } else if (!(node instanceof SimulatedDirectory)) {
            throw new FileAlreadyExistsException(directory.toString());
          }
        });
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return lockedIo(() -> new ArrayList<>(tree.directory(directory).children().keySet()));
  }

  @Override
  public StorageFile open(Path file) throws IOException {
    return lockedIo(
        () -> {
          if (tree.parent(file).find(SimulatedTree.name(file)) == null) {
            change(
                "create " + file,
                () -> tree.parent(file).link(SimulatedTree.name(file), new SimulatedFile()));
          }
          return new Handle(file, true);
        });
  }

  @Override
  public StorageFile openForReading(Path file) throws IOException {
    return lockedIo(() -> new Handle(file, false));
  }

  @Override
  public void delete(Path file) throws IOException {
    change(
        "delete " + file,
        () -> {
          SimulatedNode node = tree.parent(file).find(SimulatedTree.name(file));
          if (node instanceof SimulatedDirectory directory && !directory.children().isEmpty()) {
            throw new DirectoryNotEmptyException(file.toString());
          }
          if (node != null) {
            tree.parent(file).remove(SimulatedTree.name(file));
          }
        });
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change(
        "rename " + from + " to " + to,
        () -> {
          if (tree.parent(from) != tree.parent(to)) {
            throw new UnsupportedOperationException("not simulated: " + from + " to " + to);
          }
          if (tree.parent(from).find(SimulatedTree.name(from)) == null) {
            throw new NoSuchFileException(from.toString());
          }
          if (tree.parent(to).find(SimulatedTree.name(to)) != null) {
            throw new FileAlreadyExistsException(to.toString());
          }
          tree.parent(from).rename(SimulatedTree.name(from), SimulatedTree.name(to));
        });
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    sync("sync " + directory, () -> tree.directory(directory).sync());
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return lockedIo(() -> usableSpace >= 0 ? usableSpace : Math.max(0, capacity - tree.used()));
  }

  @Override
  public long totalSpace(Path directory) throws IOException {
    return lockedIo(() -> capacity);
  }

  @Override
  public Closeable lock(Path file) throws IOException {
    open(file).close();
    return lockedIo(
        () -> {
          Path key = file.toAbsolutePath().normalize();
          if (!locked.add(key)) {
            throw new IOException(file + " is locked already");
          }
          return () -> locked(() -> locked.remove(key));
        });
  }

  // How it works.

  private SimulatedStorage following(SimulatedDirectory next) {
    SimulatedStorage storage = new SimulatedStorage(next, journal);
    storage.capacity = capacity;
    storage.usableSpace = usableSpace;
    return storage;
  }

  private void powerOff() {
    off = true;
    released.signalAll();
  }

  private void requireAlive() throws IOException {
    if (off) {
      throw new IOException("the simulated machine is down");
    }
  }

  /** A change that happens, though its caller may not live to hear of it. */
  private void change(String what, IoAction action) throws IOException {
    lockedIo(
        () -> {
          recorded(what, action);
          countChange();
          return this;
        });
  }

  /** A sync that happens or not; never both. */
  private void sync(String what, IoAction action) throws IOException {
    lockedIo(
        () -> {
          countChange();
          recorded(what, action);
          return this;
        });
  }

  private void recorded(String what, IoAction action) throws IOException {
    while (journal.size() >= JOURNAL) {
      journal.removeFirst();
    }
    try {
      action.run();
      journal.addLast(what);
    } catch (IOException e) {
      journal.addLast(what + ": " + e.getMessage());
      throw e;
    }
  }

  private void countChange() throws IOException {
    changes++;
    if (--changesLeft <= 0) {
      powerOff();
    }
    requireAlive();
  }

  private void awaitRelease(Blocked blocked) throws IOException {
    stuck++;
    while (blocked.now() && !off) {
      released.awaitUninterruptibly();
    }
    stuck--;
    requireAlive();
  }

  private void write(SimulatedFile file, long position, byte[] buffer, int offset, int length)
      throws IOException {
    if (failingWrites > 0) {
      failingWrites--;
      int torn = length > 8 ? failures.nextInt(length - 8) : 0;
      file.write(position, buffer, offset, torn);
      throw new IOException("Input/output error (simulated)");
    }
    long free = capacity == UNLIMITED ? Long.MAX_VALUE : capacity - tree.used();
    int fitting = file.fitting(position, length, Math.max(0, free) / SimulatedFile.BLOCK);
    int allowed = (int) Math.min(fitting, writeBudget);
    file.write(position, buffer, offset, allowed);
    writeBudget -= writeBudget == Long.MAX_VALUE ? 0 : allowed;
    if (allowed < length) {
      throw new IOException("No space left on device (simulated)");
    }
  }

  private <T> T lockedIo(IoSupplier<T> action) throws IOException {
    lock.lock();
    try {
      requireAlive();
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private interface IoSupplier<T> {
    T get() throws IOException;
  }

  private interface IoAction {
    void run() throws IOException;
  }

  private interface Blocked {
    boolean now();
  }

  private final class Handle implements StorageFile {
    private final Path path; // its name when it was opened
    private @Nullable SimulatedFile file;
    private final boolean writable;

    Handle(Path path, boolean writable) throws IOException {
      this.path = path;
      this.file = tree.file(path);
      this.writable = writable;
    }

    @Override
    public long length() throws IOException {
      return lockedIo(() -> file().length());
    }

    @Override
    public void setLength(long length) throws IOException {
      change("length " + length + " of " + path, () -> writable().resize(length));
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
      return lockedIo(() -> file().read(position, buffer, offset, length));
    }

    @Override
    public void write(long position, byte[] buffer, int offset, int length) throws IOException {
      change(
          "write " + position + " to " + (position + length) + " of " + path,
          () -> {
            if (writesBlocked) {
              awaitRelease(() -> writesBlocked);
            }
            SimulatedStorage.this.write(writable(), position, buffer, offset, length);
          });
    }

    @Override
    public void force() throws IOException {
      sync(
          "force " + path,
          () -> {
            if (forcesBlocked) {
              awaitRelease(() -> forcesBlocked);
            }
            if (failingForces > 0) {
              failingForces--;
              file().failForce(failures);
              throw new IOException("Input/output error (simulated)");
            }
            file().force();
          });
    }

    @Override
    public void close() {
      locked(
          () -> {
            file = null;
            return this;
          });
    }

    private SimulatedFile writable() throws IOException {
      if (!writable) {
        throw new IOException("Bad file descriptor (simulated): opened for reading");
      }
      return file();
    }

    private SimulatedFile file() throws IOException {
      if (file == null) {
        throw new IOException("Bad file descriptor (simulated): closed");
      }
      return file;
    }
  }
}
