package io.acsexport.core.plugin;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ServiceConfigurationError;

/** Puts what went wrong with a plugin into words for the operator. */
final class PluginFault {

  private PluginFault() {}

  /** What the plugin's own code threw while it was looked at, linkage errors included. */
  static PluginProblem thrown(Path directory, Throwable failure) {
    Throwable root = root(failure);
    String reason;
    if (failure instanceof ServiceConfigurationError) {
      reason = root == failure ? service(failure) : service(failure) + ": " + describe(root);
    } else {
      reason = "fails with " + describe(root);
    }
    return new PluginProblem(directory, reason, action(root));
  }

  /** A file or directory that could not be read. */
  static PluginProblem unreadable(Path location, IOException failure) {
    String again = "install the package again";
    if (failure instanceof NotDirectoryException) {
      return new PluginProblem(
          location, "is not a directory", "put each transport into a directory of its own");
    }
    if (failure instanceof NoSuchFileException missing) {
      return new PluginProblem(
          location, "leads to " + missing.getFile() + ", which is missing", again);
    }
    if (failure instanceof AccessDeniedException denied) {
      return new PluginProblem(
          location,
          "cannot be read: the user '"
              + System.getProperty("user.name", "?")
              + "' has no right to read "
              + denied.getFile(),
          "give that user the right to read the directory and all in it");
    }
    return new PluginProblem(
        location,
        "cannot be read: " + oneLine(String.valueOf(failure.getMessage())),
        "give the user the engine runs as permission to read it, or " + again);
  }

  private static String service(Throwable failure) {
    // The service loader begins its messages with the name of the service.
    String text = oneLine(String.valueOf(failure.getMessage()));
    return text.substring(text.indexOf(": ") + 2);
  }

  private static String action(Throwable root) {
    if (root instanceof UnsupportedClassVersionError) {
      return "run it with a newer Java than "
          + Runtime.version().feature()
          + ", or install a release of the transport made for this one";
    }
    return root instanceof LinkageError || isMissingClass(root)
        ? "install all jars of the transport, in the release that fits this engine"
        : "ask the author of the transport, or remove the directory";
  }

  /** The service loader has no type of its own for what the services file names in vain. */
  private static boolean isMissingClass(Throwable root) {
    return root instanceof ServiceConfigurationError
        && String.valueOf(root.getMessage()).endsWith(" not found");
  }

  /** What it is really about: the service loader and a failing initialiser only wrap that. */
  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null
        && (root instanceof ServiceConfigurationError
            || root instanceof ExceptionInInitializerError)) {
      root = root.getCause();
    }
    return root;
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String type = failure.getClass().getName();
    return message == null ? type : type + ": " + oneLine(message);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
