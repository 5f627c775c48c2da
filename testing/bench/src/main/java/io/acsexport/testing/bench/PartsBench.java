package io.acsexport.testing.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@link Parts} under JMH, a JVM of its own for each round. */
final class PartsBench {

  private static final String LIMIT = "the body as bytes";

  private final BenchOptions options;
  private final Report report;

  PartsBench(BenchOptions options, Report report) {
    this.options = options;
    this.report = report;
  }

  void run() throws IOException {
    TimeValue second = TimeValue.milliseconds(options.quick() ? 200 : 1_000);
    Options jmh =
        new OptionsBuilder()
            .include(Parts.class.getName())
            .forks(options.rounds())
            .warmupIterations(2)
            .warmupTime(second)
            .measurementIterations(2)
            .measurementTime(second)
            .addProfiler(GCProfiler.class)
            .jvmArgs("-XX:+UseParallelGC")
            .verbosity(VerboseMode.SILENT)
            .build();
    Turns turns = new Turns();
    try {
      new Runner(jmh).run().forEach(result -> add(turns, result));
    } catch (RunnerException e) {
      throw new IOException("JMH failed", e);
    }
    report.head("parts of publish and delivery, one thread, in process (JMH)");
    for (String part : List.of("intake", "decode")) {
      String what = "parts/" + part + "/";
      report.add(turns.compare(what + "time", part, LIMIT, "time", "ns/event", 1));
      report.add(turns.compare(what + "allocated", part, LIMIT, "bytes", "B/event", 1));
    }
  }

  private static void add(Turns turns, RunResult result) {
    String method = result.getParams().getBenchmark();
    String part = method.substring(method.lastIndexOf('.') + 1);
    Collection<BenchmarkResult> forks = result.getBenchmarkResults();
    for (BenchmarkResult fork : forks) {
      turns.add(
          part.equals("utf8") ? LIMIT : part,
          Map.of(
              "time",
              fork.getPrimaryResult().getScore(),
              "bytes",
              requireNonNull(fork.getSecondaryResults().get("gc.alloc.rate.norm")).getScore()));
    }
  }
}
