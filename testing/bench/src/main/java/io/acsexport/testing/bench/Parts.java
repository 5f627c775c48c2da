package io.acsexport.testing.bench;

import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.EventIntake;
import io.acsexport.core.event.EventRefusedException;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.event.PayloadBuffer;
import io.acsexport.core.redaction.RedactionOptions;
import io.acsexport.core.redaction.Redactor;
import io.acsexport.testing.CapturedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What {@code publish} does to an event before it is stored, and delivery after, per event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Parts {

  private static final int EVENTS = 2_048;
  private static final int MOST_BYTES = 1 << 20;

  private final List<CapturedEvent> events = new Feed(1).next(EVENTS);
  private final byte[][] stored = new byte[EVENTS][];
  private final EventIntake intake =
      new EventIntake("ms1", new Redactor(RedactionOptions.defaults()), MOST_BYTES);
  private final PayloadBuffer buffer = new PayloadBuffer(4_096);
  private int next;

  /** Made by JMH. */
  public Parts() {}

  /** Stores what is to be decoded. */
  @Setup
  public void store() throws EventRefusedException {
    for (int i = 0; i < EVENTS; i++) {
      encode(events.get(i));
      stored[i] = Arrays.copyOf(buffer.array(), buffer.length());
    }
  }

  /** Masks secrets in an event and puts it into the form in which it is stored. */
  @Benchmark
  public int intake() throws EventRefusedException {
    return encode(events.get(index()));
  }

  /** The other way. */
  @Benchmark
  public ExportEvent decode() throws CorruptEventException {
    return EventCodec.decode(stored[index()]);
  }

  /** The least that anybody does with an event: its body as bytes. */
  @Benchmark
  public byte[] utf8() {
    return String.valueOf(events.get(index()).description()).getBytes(StandardCharsets.UTF_8);
  }

  private int index() {
    next = (next + 1) % EVENTS;
    return next;
  }

  private int encode(CapturedEvent event) throws EventRefusedException {
    return intake.encode(
        event.eventUuid(),
        event.category(),
        event.type(),
        event.source(),
        event.resourceType(),
        event.resourceUuid(),
        event.description(),
        null,
        buffer);
  }
}
