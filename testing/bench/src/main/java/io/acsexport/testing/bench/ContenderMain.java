package io.acsexport.testing.bench;

import com.sun.management.OperatingSystemMXBean;
import io.acsexport.testing.CapturedEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A contender's JVM. Each line of standard input is a command, each is answered by a line of
 * figures; it exits when standard input ends.
 */
final class ContenderMain {

  /** What a line of figures begins with. */
  static final String ANSWER = "figures ";

  private final PrintStream out;
  private final Contender contender;
  private final Feed feed = new Feed(1);
  private List<CapturedEvent> events = List.of();

  private ContenderMain(Contender contender, PrintStream out) {
    this.contender = contender;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @param args the contender's name and what it needs, see {@link Contenders}
   */
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    long begin = System.nanoTime();
    try (Contender contender = Contenders.create(args)) {
      Map<String, Double> opened = new HashMap<>(contender.figures());
      opened.put("open-seconds", seconds(begin));
      ContenderMain main = new ContenderMain(contender, out);
      main.answer(opened);
      main.serve();
    } catch (Exception e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    // A client's threads may be in the middle of a call that lasts a minute.
    Runtime.getRuntime().halt(0);
  }

  private void serve() throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "publish" -> {
          Map<String, Double> calls = new HashMap<>();
          Map<String, Double> figures = timed(() -> calls.putAll(publish(words)));
          figures.putAll(calls);
          answer(figures);
        }
        case "settle" -> answer(timed(contender::settle));
        case "generate" -> {
          events = List.of();
          events = feed.next(Integer.parseInt(words[1]));
          System.gc();
          answer(Map.of());
        }
        case "heap" -> answer(Map.of("heap-bytes", heapInUse()));
        case "store" -> answer(timed(() -> contender.store(events)));
        case "deliver" -> answer(timed(() -> contender.deliver(events)));
        case "end" -> {
          return;
        }
        default -> throw new IOException("unknown command " + line);
      }
    }
  }

  private Map<String, Double> publish(String[] words) throws InterruptedException {
    return new PublishLoad(
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            Integer.parseInt(words[3]),
            Long.parseLong(words[4]))
        .run(feed, contender);
  }

  private Map<String, Double> timed(Contender.Call task) throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long memory = allocated();
    long begin = System.nanoTime();
    task.run();
    double seconds = seconds(begin);
    Map<String, Double> figures = new HashMap<>(contender.figures());
    figures.put("seconds", seconds);
    figures.put("cpu-seconds", (system.getProcessCpuTime() - cpu) / 1e9);
    figures.put("allocated", (double) allocated() - memory);
    return figures;
  }

  /** After a collection, events to come included: compare only what was measured alike. */
  private static double heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  private static double seconds(long begin) {
    return (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
  }

  private void answer(Map<String, Double> figures) {
    out.println(
        ANSWER
            + figures.entrySet().stream()
                .map(figure -> figure.getKey() + "=" + figure.getValue())
                .collect(Collectors.joining(" ")));
    out.flush();
  }
}
