package io.acsexport.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.acsexport.core.event.EventRefusedException.Reason;
import io.acsexport.core.event.ExportEvent.AcsReference;
import io.acsexport.core.redaction.RedactionOptions;
import io.acsexport.core.redaction.Redactor;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventIntakeTest {

  private static final int MAX_BODY = 100;

  private final EventIntake intake =
      new EventIntake("ms-1", new Redactor(RedactionOptions.defaults()), MAX_BODY);
  private final PayloadBuffer buffer = new PayloadBuffer(16);

  @Test
  void everythingThatWasPublishedIsThereAndTheSecretIsMasked() throws Exception {
    AcsReference reference = new AcsReference(1L, 2L, "account", 3L);
    intake.encode(
        "id",
        "ActionEvent",
        "VM.START",
        "management-server",
        "VirtualMachine",
        "uuid",
        "{\"password\":\"x\",\"a\":\"\u20ac\"}",
        reference,
        buffer);
    assertThat(decoded())
        .usingRecursiveComparison()
        .isEqualTo(
            new ExportEvent(
                "id",
                "ms-1",
                "ActionEvent",
                "VM.START",
                "management-server",
                "VirtualMachine",
                "uuid",
                "{\"password\":\"****\",\"a\":\"\u20ac\"}".getBytes(UTF_8),
                reference));
  }

  @Test
  void whatAcsLeftOutStaysNullAndWhatIsEmptyStaysEmpty() throws Exception {
    intake.encode("id", null, null, null, null, "", null, null, buffer);
    ExportEvent event = decoded();
    assertThat(event.category()).isNull();
    assertThat(event.resourceUuid()).isEmpty();
    assertThat(event.body()).isNull();
    assertThat(event.reference()).isNull();
    assertThat(decodedOf("").body()).isEmpty();
  }

  @Test
  void anUnpairedSurrogateBecomesAQuestionMarkEverywhere() throws Exception {
    intake.encode("id", "a\ud83d", null, null, null, "\ude00b", "x\ud83dy", null, buffer);
    ExportEvent event = decoded();
    assertThat(event.category()).isEqualTo("a?");
    assertThat(event.resourceUuid()).isEqualTo("?b");
    assertThat(event.body()).isEqualTo("x?y".getBytes(UTF_8));
  }

  @Test
  void anEventWithoutAnIdGetsAUuidOfVersion7() throws Exception {
    long before = System.currentTimeMillis();
    UUID first = UUID.fromString(decodedWithId(null).id());
    UUID second = UUID.fromString(decodedWithId("").id());
    assertThat(first.version()).isEqualTo(7);
    assertThat(first.getMostSignificantBits() >>> 16).isGreaterThanOrEqualTo(before);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void manyThreadsGetDifferentIds() {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 20_000)
        .parallel()
        .forEach(
            i -> {
              PayloadBuffer own = new PayloadBuffer(64);
              try {
                intake.encode(null, null, null, null, null, null, null, null, own);
                ids.add(EventCodec.decode(Arrays.copyOf(own.array(), own.length())).id());
              } catch (EventRefusedException | CorruptEventException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(ids).hasSize(20_000);
  }

  @Test
  void aBodyIsTooLargeInCharactersInBytesOrOnceMasked() throws Exception {
    assertThat(decodedOf("a".repeat(MAX_BODY)).body()).hasSize(MAX_BODY);
    assertThat(refused("a".repeat(MAX_BODY + 1)).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(refused("\u20ac".repeat(MAX_BODY / 2)))
        .hasMessageContaining("150 bytes")
        .hasMessageContaining("max-event-size allows 100");
    String growing = "{\"password\":1,\"a\":\"" + "b".repeat(MAX_BODY - 21) + "\"}";
    assertThat(growing).hasSize(MAX_BODY);
    assertThat(refused(growing).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void absurdlyLongPropertiesAreRefused() {
    EventRefusedException refused =
        catchThrowableOfType(
            EventRefusedException.class,
            () ->
                intake.encode(
                    "id", null, null, null, "x".repeat(5000), "y".repeat(5000), "", null, buffer));
    assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(refused).hasMessageContaining("10002 characters");
  }

  @Test
  void theEnvelopeStaysWithinItsBound() throws Exception {
    String text = "\u20ac".repeat(EventIntake.MAX_PROPERTY_CHARS / 8);
    AcsReference reference = new AcsReference(Long.MIN_VALUE, Long.MIN_VALUE, text, Long.MIN_VALUE);
    intake.encode(text, text, text, text, text, text, "b".repeat(MAX_BODY), reference, buffer);
    assertThat(buffer.length()).isLessThan(MAX_BODY + EventIntake.MAX_ENVELOPE_BYTES);
  }

  @Test
  void aRefusalNeverShowsTheBody() {
    assertThat(refused("{\"password\":\"s3cr3t\"}" + "a".repeat(MAX_BODY)))
        .hasMessageNotContaining("s3cr3t");
  }

  private EventRefusedException refused(String body) {
    return catchThrowableOfType(EventRefusedException.class, () -> decodedOf(body));
  }

  private ExportEvent decodedOf(String body) throws Exception {
    intake.encode("id", null, null, null, null, null, body, null, buffer);
    return decoded();
  }

  private ExportEvent decodedWithId(@Nullable String id) throws Exception {
    intake.encode(id, null, null, null, null, null, "{}", null, buffer);
    return decoded();
  }

  private ExportEvent decoded() throws CorruptEventException {
    return EventCodec.decode(Arrays.copyOf(buffer.array(), buffer.length()));
  }
}
