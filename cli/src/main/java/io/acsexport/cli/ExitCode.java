package io.acsexport.cli;

/** What the command returns to the shell: the numbers of sysexits.h, as mail systems use them. */
final class ExitCode {

  static final int OK = 0;
  static final int USAGE = 64;
  static final int DATA = 65;
  static final int NO_INPUT = 66;
  static final int UNAVAILABLE = 69;
  static final int SOFTWARE = 70;
  static final int IO = 74;
  static final int CONFIGURATION = 78;
  static final int INTERRUPTED = 130;

  /** As the help of every command lists them: picocli wants {@code number:sentence}. */
  static final String USAGE_LINE = "64:The command line cannot be understood.";

  static final String SOFTWARE_LINE = "70:A defect of acs-export; --verbose shows where.";
  static final String CONFIGURATION_LINE = "78:The configuration cannot be used.";
  static final String INTERRUPTED_LINE = "130:Ended by Ctrl-C.";

  private ExitCode() {}
}
