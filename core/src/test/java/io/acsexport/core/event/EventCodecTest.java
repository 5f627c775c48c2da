package io.acsexport.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.core.event.ExportEvent.AcsReference;
import io.acsexport.core.event.ExportEvent.Addressing;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {

  private static final ExportEvent SMALL =
      new ExportEvent(
          "i",
          "n",
          null,
          "VM.START",
          "",
          null,
          "\u00fc",
          "{}".getBytes(UTF_8),
          new AcsReference(300L, -1L, null, 0L));

  /** Frozen: what is in an operator's spool must be readable for ever. */
  private static final String SMALL_BYTES =
      "010169" // id
          + "02016e" // node
          + "0408564d2e5354415254" // type
          + "0500" // source, empty
          + "0702c3bc" // resourceUuid
          + "0913" // reference
          + "0102ac02" // event id 300
          + "020affffffffffffffffff01" // account id -1
          + "040100" // domain id 0
          + "08027b7d"; // body

  private final Random random = new Random(42);

  @Test
  void theFormatIsFrozen() throws Exception {
    assertThat(HexFormat.of().formatHex(EventCodec.encode(SMALL))).isEqualTo(SMALL_BYTES);
    assertSame(EventCodec.decode(HexFormat.of().parseHex(SMALL_BYTES)), SMALL);
  }

  @Test
  void whatIsEncodedIsDecodedTheSame() throws Exception {
    PayloadBuffer buffer = new PayloadBuffer(0);
    for (int i = 0; i < 1_500; i++) {
      ExportEvent event = randomEvent();
      EventCodec.encode(event, buffer);
      byte[] payload = Arrays.copyOf(buffer.array(), buffer.length());
      assertThat(payload).isEqualTo(EventCodec.encode(event));
      assertSame(EventCodec.decode(payload), event);
    }
  }

  @Test
  void anEventForSomeAloneKeepsEveryFieldAndSaysForWhom() throws Exception {
    byte[] newer = HexFormat.of().parseHex(SMALL_BYTES + "c803010203" /* tag 200 */);
    byte[] once = EventCodec.readdress(newer, new Addressing(Set.of("main", "billing"), null));
    assertThat(EventCodec.decode(once).addressing())
        .isEqualTo(new Addressing(Set.of("billing", "main"), null));

    byte[] twice = EventCodec.readdress(once, new Addressing(Set.of("main"), 17L));
    assertThat(HexFormat.of().formatHex(twice))
        .isEqualTo(
            SMALL_BYTES
                + "c803010203"
                + "0a09" // addressing
                + "01046d61696e" // main
                + "020111"); // first accepted
    ExportEvent event = EventCodec.decode(twice);
    assertThat(event.addressing()).isEqualTo(new Addressing(Set.of("main"), 17L));
    assertThat(EventCodec.encode(event)).hasSize(twice.length - 5);
  }

  @Test
  void fieldsOfANewerVersionAreSteppedOver() throws Exception {
    String newer =
        "1000" // tag 16, empty
            + "010169"
            + "02016e"
            + "c803010203" // tag 200
            + "c80109" // and again
            + "0906" // reference
            + "010105" // event id 5
            + "630158"; // tag 99
    ExportEvent event = EventCodec.decode(HexFormat.of().parseHex(newer));
    assertThat(event.id()).isEqualTo("i");
    assertThat(event.reference()).isEqualTo(new AcsReference(5L, null, null, null));
    assertThat(event.body()).isNull();
  }

  @Test
  void everyTruncationEndsInAnEventOrInTheOneException() {
    byte[] payload = EventCodec.encode(SMALL);
    for (int length = 0; length < payload.length; length++) {
      decodeAnything(Arrays.copyOf(payload, length));
    }
    assertThatThrownBy(() -> EventCodec.decode(new byte[0]))
        .isInstanceOf(CorruptEventException.class)
        .hasMessageContaining("no id");
  }

  @Test
  void damagedBytesEndInAnEventOrInTheOneException() {
    for (int i = 0; i < 6_000; i++) {
      byte[] payload = EventCodec.encode(randomEvent());
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        payload[random.nextInt(payload.length)] = (byte) random.nextInt();
      }
      decodeAnything(payload);
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      decodeAnything(noise);
    }
  }

  @Test
  void aLengthBeyondTheEndIsRefusedBeforeAnythingIsAllocated() {
    corrupt("0801ff", "no id");
    corrupt("08ffffffff07", "reaches beyond the end");
    corrupt("08ffffffffffffffffff01", "reaches beyond the end");
    corrupt("08ffffffffffffffffffff01", "does not end");
    corrupt("0880", "does not end");
    corrupt("000101", "field 0");
  }

  @Test
  void aFieldThatIsThereTwiceIsCorrupt() {
    corrupt("010169" + "010169" + "02016e", "twice");
  }

  @Test
  void aTextThatIsNotUtf8IsCorruptAndTheReplacementCharacterItselfIsNot() throws Exception {
    corrupt("010169" + "02016e" + "0301ff", "not UTF-8");
    String event = "010169" + "02016e" + "0303efbfbd";
    assertThat(EventCodec.decode(HexFormat.of().parseHex(event)).category()).isEqualTo("\uFFFD");
  }

  @Test
  void aNumberThatDoesNotFillItsFieldIsCorrupt() {
    corrupt("010169" + "02016e" + "0904" + "01020505", "no number");
  }

  @Test
  void anEventOfACapturedBodyTakesLittleMoreThanTheBody() {
    for (CapturedEvents.Captured captured : CapturedEvents.all()) {
      byte[] payload =
          EventCodec.encode(
              new ExportEvent(
                  "94ccf19f-ce0f-48b5-977c-0a675fb7708a",
                  "ms-1",
                  captured.category(),
                  captured.type(),
                  captured.source(),
                  captured.resourceType(),
                  captured.resourceUuid(),
                  captured.utf8(),
                  null));
      assertThat(payload.length).isLessThan(captured.utf8().length + 200);
    }
  }

  private static void corrupt(String hex, String message) {
    assertThatThrownBy(() -> EventCodec.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(CorruptEventException.class)
        .hasMessageContaining(message);
  }

  private static void decodeAnything(byte[] payload) {
    try {
      ExportEvent event = EventCodec.decode(payload);
      assertThat(event.id()).isNotNull();
    } catch (CorruptEventException e) {
      assertThat(e).hasMessageMatching(".*(field|number|event).*");
    }
  }

  private static void assertSame(ExportEvent actual, ExportEvent expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  // NullAway overlooks in class files that an array may be null.
  @SuppressWarnings("NullAway")
  private ExportEvent randomEvent() {
    byte[] body = random.nextInt(8) == 0 ? null : new byte[random.nextInt(400)];
    if (body != null) {
      random.nextBytes(body);
    }
    AcsReference reference =
        random.nextBoolean() ? null : new AcsReference(number(), number(), text(300), number());
    return new ExportEvent(
        "id" + text(40),
        "node",
        text(20),
        text(20),
        text(200),
        text(20),
        text(40),
        body,
        reference);
  }

  private @Nullable Long number() {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> random.nextLong();
      default -> (long) random.nextInt(100_000);
    };
  }

  private @Nullable String text(int maxLength) {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(maxLength); length > 0; length--) {
      text.appendCodePoint(kind == 1 ? 0x1F600 + random.nextInt(60) : 32 + random.nextInt(150));
    }
    return text.toString();
  }
}
