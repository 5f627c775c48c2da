package io.acsexport.testing;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and exits when standard input ends: so no child outlives the JVM that
 * started it, however that JVM ended. The first argument is the class, the others are its own.
 */
final class ChildMain {

  private ChildMain() {}

  /** Called by {@link ForkedJvm}. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(ChildMain::exitAtEndOfInput, "watch-parent");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      e.getTargetException().printStackTrace();
      System.exit(1);
    }
  }

  private static void exitAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said; only the end matters.
      }
    } catch (IOException e) {
      // A broken pipe is as good an end as a closed one.
    }
    System.exit(0);
  }
}
