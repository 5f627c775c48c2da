package io.acsexport.testing.bench;

import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.CapturedEvents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The captured events over and over, each time with fresh event ids and fresh resource UUIDs, in
 * the fields and in the bodies: repeats would compress better than any real stream. The same seed
 * gives the same events. Used by one thread.
 */
final class Feed {

  private static final Pattern UUIDS =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final List<Template> templates;
  private final SplittableRandom random;
  private final String[] fresh;
  private int next;
  private long eventId;

  /** A body in pieces; between two of them stands the UUID of that number. */
  private record Template(
      CapturedEvent event, int resource, List<String> pieces, List<Integer> uuids) {}

  Feed(long seed) {
    List<CapturedEvent> events = CapturedEvents.bundled();
    Set<String> changing = new HashSet<>();
    for (CapturedEvent event : events) {
      if (event.resourceUuid() != null && !event.resourceUuid().isEmpty()) {
        changing.add(event.resourceUuid());
      }
    }
    List<String> numbered = List.copyOf(changing);
    this.templates = events.stream().map(event -> template(event, numbered)).toList();
    this.fresh = new String[numbered.size()];
    this.random = new SplittableRandom(seed);
  }

  /** The next event. */
  CapturedEvent next() {
    if (next == 0) {
      for (int i = 0; i < fresh.length; i++) {
        fresh[i] = uuid();
      }
    }
    Template template = templates.get(next);
    next = (next + 1) % templates.size();
    CapturedEvent event = template.event();
    return new CapturedEvent(
        event.line(),
        event.at(),
        event.category(),
        event.type(),
        event.source(),
        event.resourceType(),
        template.resource() < 0 ? event.resourceUuid() : fresh[template.resource()],
        event.eventId() == null ? null : ++eventId,
        event.eventUuid() == null ? null : uuid(),
        event.accountId(),
        event.accountUuid(),
        event.domainId(),
        event.thread(),
        event.description() == null ? null : body(template));
  }

  /** The next events. */
  List<CapturedEvent> next(int count) {
    List<CapturedEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    return events;
  }

  private String body(Template template) {
    StringBuilder body = new StringBuilder(template.pieces().get(0));
    for (int i = 0; i < template.uuids().size(); i++) {
      body.append(fresh[template.uuids().get(i)]).append(template.pieces().get(i + 1));
    }
    return body.toString();
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static Template template(CapturedEvent event, List<String> changing) {
    List<String> pieces = new ArrayList<>();
    List<Integer> uuids = new ArrayList<>();
    @Nullable String description = event.description();
    String body = description == null ? "" : description;
    Matcher matcher = UUIDS.matcher(body);
    int end = 0;
    while (matcher.find()) {
      int number = changing.indexOf(matcher.group());
      if (number >= 0) {
        pieces.add(body.substring(end, matcher.start()));
        uuids.add(number);
        end = matcher.end();
      }
    }
    pieces.add(body.substring(end));
    return new Template(
        event, changing.indexOf(String.valueOf(event.resourceUuid())), pieces, uuids);
  }
}
