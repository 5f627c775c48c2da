package io.acsexport.testing.faults;

/** Whose line it is that a test prints: two classes print at the same time. */
final class RunningTest {

  private static final StackWalker STACK = StackWalker.getInstance();

  private RunningTest() {}

  /** Class and method of the test that this thread runs. */
  static String name() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> frame.getClassName().endsWith("IT"))
                .findFirst()
                .map(RunningTest::name)
                .orElse("no test"));
  }

  private static String name(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }
}
