package io.acsexport.testing;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs the system's own commands, such as {@code mount}. */
final class Commands {

  private Commands() {}

  /** Runs one to its end; whether it succeeded. */
  static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }
}
