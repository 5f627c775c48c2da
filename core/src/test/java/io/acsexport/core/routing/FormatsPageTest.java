package io.acsexport.core.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.core.config.ConfigurationReference;
import io.acsexport.core.event.CapturedEvents;
import io.acsexport.core.event.EventCodec;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.spool.SpoolItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The examples of the page are what the formats make. */
class FormatsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "formats.md");
  private static final Instant NOW = Instant.parse("2026-11-22T07:03:19.729Z");
  private static final UUID SPOOL = UUID.fromString("5f0c1a2e-0000-4000-8000-000000000001");
  private static final Map<String, String> ATTRIBUTES = Map.of("cloud", "eu-1");

  /** Run with {@code -DwriteReference} to renew the page. */
  @Test
  void thePagesExamplesAreRealOnes() throws Exception {
    String page = Files.readString(PAGE);
    String renewed =
        ConfigurationReference.renew(
            ConfigurationReference.renew(page, "cloudevents", json(pretty(cloudEvent()))),
            "gap",
            json(gap()));
    if (System.getProperty("writeReference") != null) {
      Files.writeString(PAGE, renewed);
      return;
    }
    assertThat(page)
        .as("run: mvn -pl core -am test -Dtest=FormatsPageTest -DwriteReference")
        .isEqualTo(renewed);
  }

  private static byte[] cloudEvent() throws Exception {
    CapturedEvents.Captured captured =
        CapturedEvents.all().stream()
            .filter(event -> "ROLE.CREATE".equals(event.type()))
            .findFirst()
            .orElseThrow();
    ExportEvent event =
        new ExportEvent(
            requireNonNull(captured.id()),
            "ms-1",
            captured.category(),
            captured.type(),
            captured.source(),
            captured.resourceType(),
            captured.resourceUuid(),
            captured.utf8(),
            null);
    return body(
        EventFormat.cloudEvents(ATTRIBUTES),
        new SpoolItem.Entry(1L << 40, NOW.toEpochMilli(), EventCodec.encode(event)));
  }

  private static String gap() throws Exception {
    SpoolItem item = new SpoolItem.Gap(1L << 40, (1L << 40) + 224, 225, SpoolItem.Reason.DROPPED);
    return new String(body(EventFormat.acs(), item), UTF_8);
  }

  private static byte[] body(EventFormat format, SpoolItem item) throws Exception {
    DestinationRoute route =
        new DestinationRoute(
            "main", EventFilter.all(), OrderingKey.resourceUuid(), Map.of(), format);
    MessageFactory factory =
        new MessageFactory("ms-1", route, ATTRIBUTES, SPOOL, Clock.fixed(NOW, ZoneOffset.UTC));
    return requireNonNull(requireNonNull(factory.messageFor(item)).body());
  }

  private static String pretty(byte[] json) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode tree = mapper.readTree(json);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
  }

  private static String json(String text) {
    return "```json\n" + text + "\n```";
  }
}
