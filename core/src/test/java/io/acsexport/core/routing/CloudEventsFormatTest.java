package io.acsexport.core.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.core.event.CapturedEvents;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.OutboundMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what is sent with the SDK's own reader, as it comes to consumers. */
// NullAway overlooks in class files that an array may be null.
@SuppressWarnings("NullAway")
class CloudEventsFormatTest {

  private static final UUID SPOOL = UUID.fromString("5f0c1a2e-0000-4000-8000-000000000001");
  private static final Instant NOW = Instant.parse("2026-11-22T07:03:18.796Z");
  private static final long SEQUENCE = (3L << 40) + 17;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final MessageFactory factory =
      new MessageFactory(
          "ms-1",
          new DestinationRoute(
              "main",
              EventFilter.all(),
              OrderingKey.resourceUuid(),
              Map.of(),
              EventFormat.cloudEvents(Map.of("cloud", "eu-1", "data-center", "2"))),
          Map.of("cloud", "eu-1", "data-center", "2"),
          SPOOL,
          Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void everyAttributeIsWhereTheDocumentationSaysItIs() throws Exception {
    OutboundMessage message =
        message(event("VirtualMachine", "uuid-1", "{\"status\":\"Started\"}"));
    assertThat(message.contentType()).isEqualTo("application/cloudevents+json");
    assertThat(message.key()).isEqualTo("uuid-1");
    assertThat(message.headers()).containsEntry("acs-type", "VM.START").containsKey("acs-id");
    CloudEvent read = read(message);
    assertThat(read.getId()).isEqualTo("id-1");
    assertThat(read.getSource()).isEqualTo(URI.create("/cloudstack/ms-1"));
    assertThat(read.getType()).isEqualTo("org.apache.cloudstack.ActionEvent.VM.START");
    assertThat(read.getSubject()).isEqualTo("VirtualMachine/uuid-1");
    assertThat(read.getTime()).isEqualTo(OffsetDateTime.ofInstant(NOW, ZoneOffset.UTC));
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getExtensionNames())
        .containsExactlyInAnyOrder(
            "partitionkey",
            "acscategory",
            "acstype",
            "acssource",
            "acsresourcetype",
            "acsresourceuuid",
            "acsnode",
            "acssequence",
            "acsattrcloud",
            "acsattrdatacenter");
    assertThat(read.getExtension("partitionkey")).isEqualTo("uuid-1");
    assertThat(read.getExtension("acscategory")).isEqualTo("ActionEvent");
    assertThat(read.getExtension("acstype")).isEqualTo("VM.START");
    assertThat(read.getExtension("acssource")).isEqualTo("management-server");
    assertThat(read.getExtension("acsresourcetype")).isEqualTo("VirtualMachine");
    assertThat(read.getExtension("acsresourceuuid")).isEqualTo("uuid-1");
    assertThat(read.getExtension("acsnode")).isEqualTo("ms-1");
    assertThat(read.getExtension("acssequence")).isEqualTo("3298534883345");
    assertThat(read.getExtension("acsattrcloud")).isEqualTo("eu-1");
    assertThat(read.getExtension("acsattrdatacenter")).isEqualTo("2");
  }

  @Test
  void theSdkReadsAllCapturedEventsWithTheDescriptionAsTheirData() throws Exception {
    List<CapturedEvents.Captured> captured = CapturedEvents.all();
    assertThat(captured).hasSize(220);
    for (CapturedEvents.Captured one : captured) {
      OutboundMessage message =
          message(
              new ExportEvent(
                  one.id() == null ? UUID.randomUUID().toString() : one.id(),
                  "ms-1",
                  one.category(),
                  one.type(),
                  one.source(),
                  one.resourceType(),
                  one.resourceUuid(),
                  one.utf8(),
                  null));
      CloudEvent read = read(message);
      assertThat(read.getId()).isEqualTo(message.id());
      assertThat(read.getType())
          .isEqualTo("org.apache.cloudstack." + one.category() + "." + one.type());
      assertThat(read.getDataContentType()).isEqualTo("application/json");
      assertThat(data(read)).isEqualTo(MAPPER.readTree(one.description()));
      assertThat(read.getExtension("acsresourceuuid"))
          .isEqualTo("".equals(one.resourceUuid()) ? null : one.resourceUuid());
    }
  }

  @Test
  void whatAcsLeftOutIsAbsent() throws Exception {
    CloudEvent read =
        read(message(new ExportEvent("id", "ms-1", null, null, null, null, null, null, null)));
    assertThat(read.getType()).isEqualTo("org.apache.cloudstack.none.none");
    assertThat(read.getSubject()).isNull();
    assertThat(read.getData()).isNull();
    assertThat(read.getDataContentType()).isNull();
    assertThat(read.getExtensionNames())
        .containsExactlyInAnyOrder("acsnode", "acssequence", "acsattrcloud", "acsattrdatacenter");
  }

  @Test
  void anEmptyUuidIsNoSubjectAndAResourceWithoutTypeIsItsUuid() throws Exception {
    assertThat(read(message(event("Host", "", "{}"))).getSubject()).isNull();
    assertThat(read(message(event("Host", "", "{}"))).getExtensionNames())
        .doesNotContain("partitionkey", "acsresourceuuid");
    assertThat(read(message(event(null, "uuid-1", "{}"))).getSubject()).isEqualTo("uuid-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "plain text with \"quotes\", a \\ and \u20ac \uD83D\uDE00",
        "{\"a\":1",
        "{\"a\":1} trailing",
        "{\"a\":1}{\"b\":2}",
        "{'a':1}",
        "[1,]",
        "\uFEFF{}",
        "{\"a\":NaN}",
        "{\"a\":\"\t\"}",
        "\u0000\u0001\u001f\u0085\u2028",
        "{\"a\":\"\\ud800\"}",
        "{\"\\uDC00x\":1}",
        "\"\\ud83d\""
      })
  void aDescriptionThatIsNoJsonIsATextOfTheSameCharacters(String description) throws Exception {
    CloudEvent read = read(message(event("Host", "u", description)));
    assertThat(read.getDataContentType()).isEqualTo("text/plain");
    assertThat(requireNonNull(read.getData()).toBytes()).isEqualTo(description.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " {\"a\" : [1, {\"b\": null}]}\r\n",
        "{\"a\":\"\\ud83d\\ude00 \u20ac\"}",
        "{\"exact\":12345678901234567890.10000000000000000001e5}",
        "\"text\"",
        "42",
        "true"
      })
  void aDescriptionThatIsJsonStandsInTheMessageWithItsVeryCharacters(String description)
      throws Exception {
    OutboundMessage message = message(event("Host", "u", description));
    assertThat(new String(requireNonNull(message.body()), UTF_8))
        .contains("\"data\":" + description);
    assertThat(data(read(message))).isEqualTo(MAPPER.readTree(description));
  }

  @Test
  void consumersCanReadTheDeepestDataThatIsNotSentAsText() throws Exception {
    String deepest = "[".repeat(999) + "]".repeat(999);
    CloudEvent read = read(message(event("Host", "u", deepest)));
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(requireNonNull(read.getData()).toBytes()).isEqualTo(deepest.getBytes(UTF_8));
    assertThat(read(message(event("Host", "u", "[" + deepest + "]"))).getDataContentType())
        .isEqualTo("text/plain");
  }

  @Test
  void aHugeDescriptionStaysBelowTheLengthThatTransportsAreTold() throws Exception {
    String json = "{\"a\":\"" + "\u20ac".repeat(300_000) + "\"}";
    String text = "\"\\".repeat(500_000);
    for (String description : List.of(json, text)) {
      byte[] utf8 = description.getBytes(UTF_8);
      OutboundMessage message = message(event("Host", "u", description));
      assertThat(message.bodyLength())
          .isLessThanOrEqualTo(EventFormat.cloudEvents(Map.of()).maxBytes(utf8.length));
      assertThat(requireNonNull(read(message).getData()).toBytes()).isEqualTo(utf8);
    }
  }

  @Test
  void whatCloudEventsForbidsInAttributesBecomesAHyphen() throws Exception {
    ExportEvent odd =
        new ExportEvent(
            "id\n1", "ms 1/\u20ac", "C", "T\u0000\uFFFF", "s", "\uD83D\uDE00", "u", null, null);
    CloudEvent read = read(message(odd));
    assertThat(read.getId()).isEqualTo("id-1");
    assertThat(read.getSource()).isEqualTo(URI.create("/cloudstack/ms%201/%E2%82%AC"));
    assertThat(read.getType()).isEqualTo("org.apache.cloudstack.C.T--");
    assertThat(read.getSubject()).isEqualTo("\uD83D\uDE00/u");
  }

  @Test
  void aGapIsACloudEventOfItsOwnType() throws Exception {
    SpoolItem gap = new SpoolItem.Gap(SEQUENCE, SEQUENCE + 9, 8, SpoolItem.Reason.DROPPED);
    OutboundMessage message = requireNonNull(factory.messageFor(gap));
    assertThat(message.contentType()).isEqualTo("application/cloudevents+json");
    CloudEvent read = read(message);
    assertThat(read.getType()).isEqualTo("io.acsexport.gap");
    assertThat(read.getId()).isEqualTo(message.id());
    assertThat(read.getSubject()).isNull();
    assertThat(read.getExtension("acstype")).isEqualTo("ACSEXPORT.GAP");
    assertThat(read.getExtension("acssequence")).isEqualTo(Long.toString(SEQUENCE + 9));
    assertThat(data(read).get("count").longValue()).isEqualTo(8);
  }

  private static ExportEvent event(@Nullable String resourceType, String uuid, String description) {
    return new ExportEvent(
        "id-1",
        "ms-1",
        "ActionEvent",
        "VM.START",
        "management-server",
        resourceType,
        uuid,
        description.getBytes(UTF_8),
        null);
  }

  private OutboundMessage message(ExportEvent event) throws Exception {
    byte[] payload = EventCodec.encode(event);
    return requireNonNull(
        factory.messageFor(new SpoolItem.Entry(SEQUENCE, NOW.toEpochMilli(), payload)));
  }

  private static CloudEvent read(OutboundMessage message) {
    return new JsonFormat().deserialize(requireNonNull(message.body()));
  }

  private static JsonNode data(CloudEvent event) throws JsonProcessingException {
    return MAPPER.readTree(new String(requireNonNull(event.getData()).toBytes(), UTF_8));
  }
}
