package io.acsexport.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code send} keeps its events: a folder of the user's, or a temporary one. The temporary
 * one goes only when nothing in it is needed any more, however the command ends.
 */
final class SendSpool implements AutoCloseable {

  private final Path path;
  private final boolean temporary;
  private final Terminal terminal;
  private Left left = Left.NOTHING;

  /** What is still in it that somebody may want. */
  enum Left {
    NOTHING,
    UNDELIVERED,
    DEAD_LETTERS
  }

  private SendSpool(Path path, boolean temporary, Terminal terminal) {
    this.path = path;
    this.temporary = temporary;
    this.terminal = terminal;
  }

  /** The folder named, or a new temporary one. */
  static SendSpool at(@Nullable Path named, Terminal terminal) throws CommandException {
    try {
      return named != null
          ? new SendSpool(named.toAbsolutePath(), false, terminal)
          : new SendSpool(Files.createTempDirectory("acs-export-send-"), true, terminal);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO,
          "A temporary spool cannot be made: "
              + SafeText.oneLine(e.toString())
              + "\nName a folder with --spool DIR.",
          e);
    }
  }

  Path path() {
    return path;
  }

  /** Says what is left in it; nothing is, until events are stored. */
  void left(Left what) {
    left = what;
  }

  /** The folder that will be there afterwards, or null where none will. */
  @Nullable Path kept() {
    return temporary && left == Left.NOTHING ? null : path;
  }

  @Override
  public void close() {
    if (temporary) {
      switch (left) {
        case NOTHING -> delete();
        case UNDELIVERED ->
            terminal.complain(
                "What is undelivered is kept. To deliver it, run the same command with\n  --spool "
                    + path
                    + " /dev/null");
        case DEAD_LETTERS -> terminal.complain("The dead letters are kept in " + path + ".");
      }
    }
  }

  private void delete() {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      terminal.complain(
          "The temporary spool could not be deleted: " + SafeText.oneLine(e.toString()));
    }
  }
}
