package io.acsexport.cli;

import io.acsexport.core.control.Control;
import io.acsexport.core.control.ControlClient;
import io.acsexport.core.control.ControlException;
import io.acsexport.core.control.ControlSocket;
import io.acsexport.core.control.StoppedControl;
import io.acsexport.core.spool.SpoolHolder;
import io.acsexport.core.spool.SpoolLockedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds the exporter that runs on a spool. */
final class Running {

  private Running() {}

  /**
   * A connection to it, or null where none runs.
   *
   * @throws CommandException when one runs that cannot be reached
   */
  static @Nullable ControlClient on(Path spool) throws CommandException, InterruptedException {
    ControlSocket socket = ControlSocket.of(spool);
    if (socket.fits() && Files.exists(socket.path())) {
      try {
        return ControlClient.connect(socket);
      } catch (ConnectException nobody) {
        // Left behind by a process that was killed.
      } catch (ControlException e) {
        throw failed(e);
      } catch (InterruptedIOException e) {
        throw new InterruptedException("interrupted while connecting");
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.IO,
            "The exporter's socket "
                + socket.path()
                + " cannot be used: "
                + SafeText.oneLine(e.getMessage() + ".")
                + "\nRun this as the owner of that folder, or as root.",
            e);
      }
    }
    OptionalLong holder = SpoolHolder.of(spool);
    if (holder.isPresent()) {
      throw new CommandException(
          ExitCode.IO,
          "Spool "
              + spool
              + " is in use by process "
              + holder.getAsLong()
              + ", which answers on no control socket; its log says why.\nStop the management"
              + " server, run this again, and start it.");
    }
    return null;
  }

  /**
   * An exporter that does requests: the one that runs, or one opened for this alone. The latter
   * makes files, so that it must be opened as the owner of the spool.
   */
  static Control control(AcsExport root, Installation installation)
      throws CommandException, InterruptedException {
    Path spool = installation.config().spool().directory();
    ControlClient running = on(spool);
    if (running != null) {
      return running;
    }
    if (!Files.isDirectory(spool)) {
      throw new CommandException(ExitCode.USAGE, "There is no spool in " + spool + ".");
    }
    try {
      return StoppedControl.open(
          installation.config(),
          installation.node(),
          root.configFile(),
          root.surroundings().clock());
    } catch (SpoolLockedException e) {
      throw new CommandException(
          ExitCode.IO, SafeText.oneLine(e.getMessage() + ".") + "\nTry again.", e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO, "The spool cannot be opened: " + SafeText.oneLine(e.getMessage() + "."), e);
    }
  }

  /**
   * Where no exporter runs and root started this, runs the command again as the owner of the spool;
   * a running exporter does the work itself.
   *
   * @return the exit code of the command, or null where it is to go on in this process
   */
  static @Nullable Integer asOwner(AcsExport root, Installation installation)
      throws CommandException, InterruptedException {
    Path spool = installation.config().spool().directory();
    try (ControlClient running = on(spool)) {
      return running != null ? null : OwnerStep.instead(root, spool);
    }
  }

  /** What an exporter answered, as the end of the command. */
  static CommandException failed(ControlException e) {
    int exitCode =
        switch (e.code()) {
          case NOT_FOUND, MALFORMED, UNKNOWN_COMMAND -> ExitCode.USAGE;
          case TOO_LARGE, REFUSED -> ExitCode.DATA;
          case BUSY -> ExitCode.UNAVAILABLE;
          case IO -> ExitCode.IO;
          case INTERNAL -> ExitCode.SOFTWARE;
        };
    return new CommandException(exitCode, SafeText.oneLine(String.valueOf(e.getMessage())), e);
  }

  /** The connection ended or the disk failed. */
  static CommandException failed(IOException e) throws InterruptedException {
    if (e instanceof InterruptedIOException) {
      throw new InterruptedException("interrupted while waiting for the exporter");
    }
    if (e instanceof AccessDeniedException) {
      return new CommandException(
          ExitCode.IO,
          SafeText.oneLine(String.valueOf(e.getMessage()))
              + " may not be read.\nRun this as the owner of the spool's folder, or as root.",
          e);
    }
    return new CommandException(
        ExitCode.IO, "That failed: " + SafeText.oneLine(e.getMessage() + "."), e);
  }
}
