package io.acsexport.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The events of a file or of standard input, one a line; blank lines are stepped over. */
final class EventInput implements AutoCloseable {

  /** Far above any event, which {@code max-event-size} bounds, but still a bound. */
  private static final int MAX_LINE_BYTES = 16 << 20;

  private final InputStream in;
  private final LineReader lines;
  private byte[] line = new byte[0];

  private EventInput(InputStream in) {
    this.in = in;
    this.lines = new LineReader(in, MAX_LINE_BYTES);
  }

  /**
   * Opens a file, or standard input where its name is {@code -}.
   *
   * @throws IOException when the file cannot be read
   */
  static EventInput open(String name, AcsExport root) throws CommandException, IOException {
    if (name.equals("-")) {
      root.terminal().hint("Reading events from standard input.");
      return new EventInput(new InterruptibleInput(root.surroundings().in()));
    }
    try {
      return new EventInput(Files.newInputStream(Path.of(name)));
    } catch (NoSuchFileException e) {
      throw new CommandException(ExitCode.NO_INPUT, "There is no file " + name + ".", e);
    }
  }

  /** The failure of a command whose input broke off. */
  static CommandException unreadable(String name, IOException e) {
    return new CommandException(
        ExitCode.NO_INPUT, "Cannot read " + name + ": " + SafeText.oneLine(e.toString()), e);
  }

  /**
   * Goes to the next line that is not blank.
   *
   * @return whether there is one
   */
  boolean next() throws IOException, InterruptedException {
    while (lines.next()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while reading events");
      }
      line = lines.bytes();
      if (!isBlank(line)) {
        return true;
      }
    }
    return false;
  }

  /** Number of the present line, from 1, blank ones counted. */
  long number() {
    return lines.number();
  }

  /**
   * The event of the present line.
   *
   * @throws UnreadableLineException when it holds none
   */
  EventFormat.Parsed event() throws UnreadableLineException {
    if (lines.tooLong()) {
      throw new UnreadableLineException("longer than " + MAX_LINE_BYTES + " bytes");
    }
    return EventFormat.parse(line);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static boolean isBlank(byte[] line) {
    for (byte character : line) {
      if (character != ' ' && character != '\t' && character != '\r') {
        return false;
      }
    }
    return true;
  }
}
