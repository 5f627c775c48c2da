package io.acsexport.example.consumer;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the SMS gateway: prints each text, and notes it in a file beside the id, from which it
 * knows after a restart what was sent.
 */
final class FileNotifier implements Notifier {

  private static final int REMEMBERED = 10_000;

  private final PrintStream out;
  private final @Nullable Path sent;
  private final RecentIds ids = new RecentIds(REMEMBERED);

  /**
   * Reads what was sent before.
   *
   * @param sent where to note what is sent; null where repeats after a restart do no harm
   */
  FileNotifier(PrintStream out, @Nullable Path sent) throws IOException {
    this.out = out;
    this.sent = sent;
    if (sent != null && Files.exists(sent)) {
      try (Stream<String> lines = Files.lines(sent)) {
        lines.forEach(line -> ids.add(line.split("\t", 2)[0]));
      }
    }
  }

  @Override
  public void tell(String id, String text) throws IOException {
    if (ids.contains(id)) {
      return;
    }
    // In this order: after a crash in between the text is sent twice, not never.
    out.println(text);
    if (sent != null) {
      Files.writeString(
          sent,
          id + "\t" + text + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
    }
    ids.add(id);
  }
}
