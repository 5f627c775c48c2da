package io.acsexport.core.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.core.delivery.UnreadableRecordException;
import io.acsexport.core.event.CorruptEventException;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.event.ExportEvent.Addressing;
import io.acsexport.core.routing.EventFilter.Selection;
import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.TemplateRules;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageFactoryTest {

  private static final UUID SPOOL = UUID.fromString("5f0c1a2e-0000-4000-8000-000000000001");
  private static final Instant NOW = Instant.parse("2026-11-22T07:03:18.796Z");
  private static final long SEQUENCE = (3L << 40) + 17;
  private static final byte[] BODY = "{\"a\":\"\u20ac\"}".getBytes(UTF_8);

  private static final ExportEvent FULL =
      new ExportEvent(
          "id-1",
          "ms-1",
          "ActionEvent",
          "VM.START",
          "management-server",
          "VirtualMachine",
          "uuid-1",
          BODY,
          null);

  @Test
  void anEventBecomesAMessageOfTheSameBytesWithAllItsHeaders() throws Exception {
    OutboundMessage message = message(factory(EventFilter.all()), FULL);
    assertThat(message.id()).isEqualTo("id-1");
    assertThat(message.spool()).isEqualTo(SPOOL);
    assertThat(message.sequence()).isEqualTo(SEQUENCE);
    assertThat(message.key()).isEqualTo("uuid-1");
    assertThat(message.body()).isEqualTo(BODY);
    assertThat(message.contentType()).isEqualTo("text/plain");
    assertThat(message.acceptedAt()).isEqualTo(NOW);
    assertThat(message.priorSends()).isZero();
    assertThat(message.route()).containsExactly(Map.entry("topic", "cs-ActionEvent"));
    assertThat(message.headers())
        .containsExactly(
            Map.entry("acs-id", "id-1"),
            Map.entry("acs-category", "ActionEvent"),
            Map.entry("acs-type", "VM.START"),
            Map.entry("acs-source", "management-server"),
            Map.entry("acs-resource-type", "VirtualMachine"),
            Map.entry("acs-resource-uuid", "uuid-1"),
            Map.entry("acs-accepted", "2026-11-22T07:03:18.796Z"),
            Map.entry("acs-node", "ms-1"),
            Map.entry("acs-sequence", "3298534883345"),
            Map.entry("acs-attr-cloud", "eu-1"),
            Map.entry("acs-attr-az", "2"));
  }

  // NullAway overlooks in class files that an array may be null.
  @SuppressWarnings("NullAway")
  @Test
  void whatAcsLeftOutHasNoHeaderNoKeyAndNoBody() throws Exception {
    ExportEvent bare = new ExportEvent("id", "ms-1", null, null, null, null, null, null, null);
    OutboundMessage message = message(factory(EventFilter.all()), bare);
    assertThat(message.key()).isNull();
    assertThat(message.body()).isNull();
    assertThat(message.route("topic")).isEqualTo("cs-none");
    assertThat(message.headers())
        .containsOnlyKeys(
            "acs-id", "acs-accepted", "acs-node", "acs-sequence", "acs-attr-cloud", "acs-attr-az");
  }

  @Test
  void anEmptyUuidIsAnEmptyKeyAndAnEmptyHeader() throws Exception {
    ExportEvent event =
        new ExportEvent("id", "ms-1", "AsyncJobEvent", null, null, null, "", BODY, null);
    OutboundMessage message = message(factory(EventFilter.all()), event);
    assertThat(message.key()).isEmpty();
    assertThat(message.headers()).containsEntry("acs-resource-uuid", "");
  }

  @Test
  void whatIsAddressedToOneDestinationIsForNoOther() throws Exception {
    MessageFactory main = factory(EventFilter.all());
    byte[] payload = EventCodec.encode(FULL);

    OutboundMessage own =
        main.messageFor(
            entry(EventCodec.readdress(payload, new Addressing(Set.of("main", "x"), null))));
    assertThat(requireNonNull(own).headers()).doesNotContainKey("acs-replayed");
    assertThat(
            main.messageFor(
                entry(EventCodec.readdress(payload, new Addressing(Set.of("other"), null)))))
        .isNull();
    assertThat(
            factory(usageOnly())
                .messageFor(
                    entry(EventCodec.readdress(payload, new Addressing(Set.of("main"), null)))))
        .as("filters apply")
        .isNull();
  }

  @Test
  void aReplayedEventIsMarkedKeepsItsFirstTimeAndPassesTheFilter() throws Exception {
    long first = NOW.minusSeconds(86_400).toEpochMilli();
    byte[] payload =
        EventCodec.readdress(EventCodec.encode(FULL), new Addressing(Set.of("main"), first));

    OutboundMessage message = requireNonNull(factory(usageOnly()).messageFor(entry(payload)));

    assertThat(message.id()).isEqualTo("id-1");
    assertThat(message.acceptedAt()).isEqualTo(Instant.ofEpochMilli(first));
    assertThat(message.headers())
        .containsEntry("acs-accepted", "2026-11-21T07:03:18.796Z")
        .containsEntry("acs-replayed", "2026-11-22T07:03:18.796Z");
  }

  @Test
  void anEventThatTheFilterDoesNotTakeIsNoMessage() throws Exception {
    assertThat(factory(usageOnly()).messageFor(entry(EventCodec.encode(FULL)))).isNull();
  }

  @Test
  void aDestinationThatTheInstallationsAttributesCloseGetsNothingNotEvenGaps() throws Exception {
    MessageFactory factory =
        factory(
            new EventFilter(
                new Selection(
                    List.of(), List.of(), List.of(), Map.of("cloud", List.of("us-*", "ap-*"))),
                Selection.none()));
    assertThat(factory.messageFor(entry(EventCodec.encode(FULL)))).isNull();
    assertThat(factory.messageFor(new SpoolItem.Gap(5, 9, 5, SpoolItem.Reason.DROPPED))).isNull();
    assertThat(factory.refusal(FULL))
        .hasToString("include.attributes.cloud: 'eu-1' matches none of us-*, ap-*");
  }

  @Test
  void aRecordThatIsNoEventIsReportedWithItsSequence() {
    assertThatThrownBy(() -> factory(EventFilter.all()).messageFor(entry(new byte[] {1, 2, 3})))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("record " + SEQUENCE)
        .hasCauseInstanceOf(CorruptEventException.class);
  }

  @Test
  void acceptTimesOfManyEventsAreAllRight() throws Exception {
    MessageFactory factory = factory(EventFilter.all());
    byte[] payload = EventCodec.encode(FULL);
    for (long millis : new long[] {0, 1, 999, 1000, -1, 1_000_000_000_007L, 1_000_000_000_070L}) {
      SpoolItem item = new SpoolItem.Entry(1, millis, payload);
      String accepted = requireNonNull(factory.messageFor(item)).headers().get("acs-accepted");
      assertThat(accepted).hasSize(24).endsWith("Z");
      assertThat(Instant.parse(accepted)).isEqualTo(Instant.ofEpochMilli(millis));
    }
  }

  @Test
  void aGapBecomesAMessageThatNoFilterDrops() throws Exception {
    SpoolItem.Gap gap = new SpoolItem.Gap(SEQUENCE, SEQUENCE + 9, 8, SpoolItem.Reason.DROPPED);
    OutboundMessage message = requireNonNull(factory(usageOnly()).messageFor(gap));
    assertThat(message.key()).isNull();
    assertThat(message.sequence()).isEqualTo(SEQUENCE + 9);
    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.route("topic")).isEqualTo("cs-GapEvent");
    assertThat(message.headers())
        .containsEntry("acs-id", message.id())
        .containsEntry("acs-category", "GapEvent")
        .containsEntry("acs-type", "ACSEXPORT.GAP")
        .containsEntry("acs-source", "acs-export")
        .containsEntry("acs-accepted", "2026-11-22T07:03:18.796Z")
        .containsEntry("acs-attr-cloud", "eu-1")
        .doesNotContainKeys("acs-resource-type", "acs-resource-uuid");
    JsonNode json = new ObjectMapper().readTree(message.body());
    assertThat(json.get("event").textValue()).isEqualTo("ACSEXPORT.GAP");
    assertThat(json.get("reason").textValue()).isEqualTo("dropped");
    assertThat(json.get("first").longValue()).isEqualTo(SEQUENCE);
    assertThat(json.get("last").longValue()).isEqualTo(SEQUENCE + 9);
    assertThat(json.get("count").longValue()).isEqualTo(8);
    assertThat(json.get("node").textValue()).isEqualTo("ms \"1\"\n");
    assertThat(json.get("destination").textValue()).isEqualTo("main");
    assertThat(json.get("eventDateTime").textValue()).isEqualTo("2026-11-22 07:03:18 +0000");
    assertThat(json.size()).isEqualTo(8);
  }

  @Test
  void aGapThatIsReadAgainHasTheSameIdAndAnotherGapAnother() throws Exception {
    SpoolItem.Gap gap = new SpoolItem.Gap(5, 9, 5, SpoolItem.Reason.DAMAGED);
    String id = gapId(gap);
    assertThat(gapId(gap)).isEqualTo(id);
    assertThat(gapId(new SpoolItem.Gap(5, 10, 6, SpoolItem.Reason.DAMAGED))).isNotEqualTo(id);
    assertThat(GapEvent.id(SPOOL, "other", gap)).isNotEqualTo(id);
    assertThat(GapEvent.id(UUID.randomUUID(), "main", gap)).isNotEqualTo(id);
  }

  @Test
  void aFixedTopicIsTheSameMapForEveryMessage() throws Exception {
    DestinationRoute route =
        new DestinationRoute(
            "main",
            EventFilter.all(),
            OrderingKey.resourceUuid(),
            Map.of("topic", Template.parse("cs", TemplateRules.any(), Set.of())),
            EventFormat.acs());
    MessageFactory factory = new MessageFactory("ms-1", route, Map.of(), SPOOL, Clock.systemUTC());
    assertThat(message(factory, FULL).route()).isSameAs(message(factory, FULL).route());
    assertThat(message(factory, FULL).route("topic")).isEqualTo("cs");
  }

  private static String gapId(SpoolItem.Gap gap) throws Exception {
    return requireNonNull(factory(EventFilter.all()).messageFor(gap)).id();
  }

  private static OutboundMessage message(MessageFactory factory, ExportEvent event)
      throws Exception {
    return requireNonNull(factory.messageFor(entry(EventCodec.encode(event))));
  }

  private static SpoolItem entry(byte[] payload) {
    return new SpoolItem.Entry(SEQUENCE, NOW.toEpochMilli(), payload);
  }

  private static EventFilter usageOnly() {
    return new EventFilter(
        new Selection(List.of("UsageEvent"), List.of(), List.of(), Map.of()), Selection.none());
  }

  private static MessageFactory factory(EventFilter filter) throws Exception {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("cloud", "eu-1");
    attributes.put("az", "2");
    Template topic = Template.parse("cs-{category}", TemplateRules.any(), attributes.keySet());
    DestinationRoute route =
        new DestinationRoute(
            "main", filter, OrderingKey.resourceUuid(), Map.of("topic", topic), EventFormat.acs());
    return new MessageFactory(
        "ms \"1\"\n", route, attributes, SPOOL, Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
