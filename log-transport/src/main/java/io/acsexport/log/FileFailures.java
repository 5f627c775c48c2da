package io.acsexport.log;

import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What an operator is told when a file cannot be written or read. */
final class FileFailures {

  static final String NO_FILE = "is no regular file";

  private FileFailures() {}

  /** Why, in the terms of the contract. */
  static Failure of(IOException exception, Path file) {
    Path folder = RotatedFiles.folder(file);
    if (exception instanceof NoSuchFileException) {
      return new Failure(
          FailureCode.TARGET_MISSING,
          "there is no folder " + folder,
          "Make it, writable for user " + user() + ", or correct the setting 'file'.");
    }
    if (exception instanceof AccessDeniedException || saysReadOnly(exception)) {
      return new Failure(
          FailureCode.AUTHORIZATION_FAILED,
          "user " + user() + " may not write " + file + ": " + reason(exception),
          "Let this user write the file and create files in " + folder + ".");
    }
    if (exception instanceof WriterLock.InUseException) {
      return new Failure(
          FailureCode.FENCED,
          file + " cannot be written: " + exception.getMessage(),
          "Give each destination and each run of the command a file of its own.");
    }
    if (saysFull(exception)) {
      return new Failure(
          FailureCode.THROTTLED,
          "no space is left for " + file + ": " + reason(exception),
          "Free space on the file system of " + folder + "; delivery goes on by itself.");
    }
    if (exception instanceof FileSystemException && reason(exception).equals(NO_FILE)) {
      return new Failure(
          FailureCode.TARGET_MISMATCH,
          file + " " + NO_FILE,
          "Name a file that can be appended to, or one that does not exist yet.");
    }
    if (exception instanceof ClosedChannelException) {
      return Failure.of(FailureCode.CLOSED, "the transport was closed");
    }
    return new Failure(
        FailureCode.BROKER_UNAVAILABLE,
        file + " cannot be written: " + reason(exception),
        "Look at the disk and its mount; delivery goes on by itself.");
  }

  /** The JDK has no types for these two: the text is that of the operating system. */
  private static boolean saysFull(IOException exception) {
    String text = reason(exception).toLowerCase(Locale.ROOT);
    return text.contains("no space left")
        || text.contains("quota exceeded")
        || text.contains("not enough space");
  }

  private static boolean saysReadOnly(IOException exception) {
    return reason(exception).toLowerCase(Locale.ROOT).contains("read-only file system");
  }

  private static String reason(IOException exception) {
    String text =
        exception instanceof FileSystemException named ? named.getReason() : exception.getMessage();
    return text == null ? exception.getClass().getSimpleName() : text;
  }

  private static String user() {
    return System.getProperty("user.name", "of this process");
  }
}
