package io.acsexport.core.routing;

import io.acsexport.core.spool.SpoolItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * Tells consumers that events are missing. It is sent to the destination that lost them, in their
 * place in the stream, whatever the destination's filter says of single events, without a key. Like
 * the headers it is an interface, changed only with a major version.
 *
 * <p>Category {@code GapEvent}, type {@code ACSEXPORT.GAP}, source {@code acs-export}; no resource.
 * The body is JSON of media type {@code application/json}, which the format {@code cloudevents}
 * puts into its envelope like any other:
 *
 * <pre>{@code
 * {"event":"ACSEXPORT.GAP","reason":"dropped","first":1099511627776,"last":1099511628000,
 *  "count":225,"node":"ms-1","destination":"main","eventDateTime":"2026-11-22 07:03:18 +0000"}
 * }</pre>
 *
 * <ul>
 *   <li>{@code reason}: {@code dropped} – the spool was full and this destination yielded its
 *       oldest events; {@code damaged} – they could not be read back from the disk.
 *   <li>{@code first}, {@code last}: the range, as in {@code acs-sequence}; compare it with the
 *       last number seen of that node.
 *   <li>{@code count}: how many events of the whole stream are missing, those included that the
 *       destination's filter would not have taken; less than the range where numbers were unused.
 *   <li>{@code eventDateTime}: when the message was made, in UTC and in the form of ACS's own
 *       events; a repeat can differ in it.
 * </ul>
 *
 * <p>The id depends on spool, destination and range alone, so that consumers can drop repeats.
 */
final class GapEvent {

  static final String CATEGORY = "GapEvent";
  static final String TYPE = "ACSEXPORT.GAP";
  static final String SOURCE = "acs-export";

  private static final DateTimeFormatter ACS_DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private GapEvent() {}

  static String id(UUID spool, String destination, SpoolItem.Gap gap) {
    String name = "gap/" + spool + "/" + gap.first() + "/" + gap.last() + "/" + destination;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  static byte[] body(SpoolItem.Gap gap, String node, String destination, Instant now) {
    StringBuilder json = new StringBuilder(256);
    json.append("{\"event\":\"").append(TYPE);
    json.append("\",\"reason\":\"").append(reason(gap.reason()));
    json.append("\",\"first\":").append(gap.first());
    json.append(",\"last\":").append(gap.last());
    json.append(",\"count\":").append(gap.count());
    json.append(",\"node\":");
    appendString(json, node);
    json.append(",\"destination\":");
    appendString(json, destination);
    json.append(",\"eventDateTime\":\"").append(ACS_DATE.format(now)).append("\"}");
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String reason(SpoolItem.Reason reason) {
    return switch (reason) {
      case DROPPED -> "dropped";
      case DAMAGED -> "damaged";
    };
  }

  private static void appendString(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
