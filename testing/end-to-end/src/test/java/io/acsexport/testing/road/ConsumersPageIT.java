package io.acsexport.testing.road;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.acsexport.core.routing.MessageHeaders;
import io.acsexport.testing.CapturedEvent;
import io.acsexport.testing.check.Arrived;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/consumers.md to the code, to what arrives, and to what CloudStack really wrote. */
class ConsumersPageIT {

  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- code (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private final String page = read(ROOT.resolve("docs/consumers.md"));

  @TempDir Path folder;

  @Test
  void theHeadersAreThoseOfTheCode() throws Exception {
    List<String> own = new ArrayList<>();
    for (Field field : MessageHeaders.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        String name = (String) requireNonNull(field.get(null));
        own.add(name.equals(MessageHeaders.ATTRIBUTE_PREFIX) ? name + "NAME" : name);
      }
    }
    assertThat(headers().keySet()).containsExactlyInAnyOrderElementsOf(own);
  }

  @Test
  void headersAreLeftOutWhereThePageSaysSoAndNowhereElse() throws Exception {
    FileRoad road = new FileRoad(folder, folder);
    road.publish(Road.EVENTS);
    List<Arrived> arrived = road.arrived();
    Map<String, Function<CapturedEvent, @Nullable String>> given =
        Map.of(
            "acs-category", CapturedEvent::category,
            "acs-type", CapturedEvent::type,
            "acs-source", CapturedEvent::source,
            "acs-resource-type", CapturedEvent::resourceType,
            "acs-resource-uuid", CapturedEvent::resourceUuid);
    headers()
        .forEach(
            (header, leftOut) -> {
              long present = arrived.stream().filter(m -> m.headers().containsKey(header)).count();
              long expected =
                  switch (leftOut) {
                    case "never" -> Road.EVENTS.size();
                    case "where none are configured", "in all other messages" -> 0;
                    default ->
                        Road.EVENTS.stream()
                            .map(requireNonNull(given.get(header)))
                            .filter(Objects::nonNull)
                            .count();
                  };
              assertThat(present).as(header).isEqualTo(expected);
            });
  }

  @Test
  void theFieldsOfBodiesAreThoseThatOccur() throws Exception {
    Map<String, Map<String, Integer>> seen = new TreeMap<>();
    Map<String, Integer> events = new TreeMap<>();
    for (CapturedEvent event : Road.EVENTS) {
      String category = requireNonNull(event.category());
      events.merge(category, 1, Integer::sum);
      Map<String, Integer> fields = seen.computeIfAbsent(category, name -> new TreeMap<>());
      new ObjectMapper()
          .readTree(event.description())
          .fieldNames()
          .forEachRemaining(field -> fields.merge(field, 1, Integer::sum));
    }
    seen.forEach(
        (category, fields) -> {
          Map<String, String> occurring = new TreeMap<>();
          int all = requireNonNull(events.get(category));
          fields.forEach(
              (field, count) ->
                  occurring.put(
                      field, count == all ? "always" : 2 * count > all ? "mostly" : "sometimes"));
          assertThat(new TreeMap<>(fieldsOnPage(category))).as(category).isEqualTo(occurring);
        });
  }

  @Test
  void theCodeIsThatOfTheExamples() {
    Matcher snippet = SNIPPET.matcher(page);
    int found = 0;
    while (snippet.find()) {
      String source = read(ROOT.resolve(requireNonNull(snippet.group(1))));
      assertThat(unindented(source)).contains(unindented(requireNonNull(snippet.group(2))));
      found++;
    }
    assertThat(found).isGreaterThan(4);
    assertThat(page.split("```(java|python)\n", -1)).hasSize(found + 1);
  }

  /** The headers of the table, each with when it is left out. */
  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    page.lines()
        .filter(line -> line.startsWith("| `acs-"))
        .map(line -> line.split(" *\\| *", -1))
        .forEach(cells -> headers.put(cells[1].replace("`", ""), cells[4]));
    return headers;
  }

  private Map<String, String> fieldsOnPage(String category) {
    int start = page.indexOf("### `" + category + "`\n");
    assertThat(start).as(category).isPositive();
    int end = page.indexOf("### ", start + 4);
    Map<String, String> fields = new TreeMap<>();
    page.substring(start, end < 0 ? page.length() : end)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split(" *\\| *", -1))
        .forEach(
            cells ->
                NAME.matcher(cells[1])
                    .results()
                    .forEach(name -> fields.put(name.group(1), cells[2])));
    return fields;
  }

  private static String unindented(String code) {
    return code.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
