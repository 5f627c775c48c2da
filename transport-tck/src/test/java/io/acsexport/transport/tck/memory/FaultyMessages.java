package io.acsexport.transport.tck.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.acsexport.transport.OutboundMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a wrong transport makes of a batch before it sends it. */
final class FaultyMessages {

  /** A topic where nobody looks. */
  static final String LOST = "lost";

  private static final int CUT = 65_535;

  private final Fault fault;

  FaultyMessages(Fault fault) {
    this.fault = fault;
  }

  List<OutboundMessage> of(List<OutboundMessage> batch) {
    boolean again = batch.get(0).priorSends() > 0;
    boolean turned =
        fault == Fault.TURNS_EVERY_BATCH_ROUND || (fault == Fault.TURNS_A_RESEND_ROUND && again);
    return turned ? turned(batch) : batch.stream().map(this::of).toList();
  }

  private OutboundMessage of(OutboundMessage message) {
    String key = message.key();
    byte[] body = message.body();
    boolean lost =
        (fault == Fault.DROPS_MESSAGES_WITHOUT_KEY && key == null)
            || (fault == Fault.DROPS_MESSAGES_WITHOUT_BODY && body == null)
            || (fault == Fault.LOSES_ONE_OF_MANY && message.sequence() % 997 == 0);
    if (lost) {
      return copy(message, message.sequence(), key, body, message.headers(), LOST);
    }
    if (fault == Fault.TAKES_AN_EMPTY_KEY_FOR_NONE && key != null && key.isEmpty()) {
      key = null;
    } else if (fault == Fault.TAKES_NO_BODY_FOR_AN_EMPTY_ONE && body == null) {
      body = new byte[0];
    } else if (fault == Fault.TAKES_TEXT_FOR_LATIN_1 && body != null) {
      body = new String(body, UTF_8).getBytes(ISO_8859_1);
    } else if (fault == Fault.CUTS_LONG_BODIES && body != null && body.length > CUT) {
      body = Arrays.copyOf(body, CUT);
    }
    Map<String, String> headers =
        fault == Fault.DROPS_HEADERS ? Map.of("acs-id", message.id()) : message.headers();
    return copy(message, message.sequence(), key, body, headers, message.route("topic"));
  }

  /** The last one first, though each in the place of another. */
  private static List<OutboundMessage> turned(List<OutboundMessage> batch) {
    return IntStream.range(0, batch.size())
        .mapToObj(
            i -> {
              OutboundMessage other = batch.get(batch.size() - 1 - i);
              long sequence = batch.get(i).sequence();
              return copy(
                  other,
                  sequence,
                  other.key(),
                  other.body(),
                  other.headers(),
                  other.route("topic"));
            })
        .toList();
  }

  @SuppressWarnings("NullAway") // javac 17 writes no type annotations for a record's constructor.
  private static OutboundMessage copy(
      OutboundMessage message,
      long sequence,
      @Nullable String key,
      byte @Nullable [] body,
      Map<String, String> headers,
      String topic) {
    return new OutboundMessage(
        message.id(),
        message.spool(),
        sequence,
        key,
        body,
        message.contentType(),
        headers,
        Map.of("topic", topic),
        message.acceptedAt(),
        message.priorSends());
  }
}
