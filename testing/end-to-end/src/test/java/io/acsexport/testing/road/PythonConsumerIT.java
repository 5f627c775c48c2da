package io.acsexport.testing.road;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsPython
class PythonConsumerIT {

  @TempDir Path folder;

  @Test
  void whatTailPrintsIsCountedOnceByCategoryAndType() throws Exception {
    FileRoad road = new FileRoad(folder, folder);
    road.publish(Road.EVENTS);
    // A third of it comes again.
    List<String> lines = Files.readAllLines(road.file);
    Files.write(road.file, lines.subList(50, 120), StandardOpenOption.APPEND);

    String printed =
        FileRoad.run(
            folder.resolve("counted"),
            Map.of(
                "TAIL", Road.HOME.resolve("bin/acs-export").toString(),
                "CONFIG", road.configuration.toString(),
                "PYTHON", PythonCondition.find("sys").orElseThrow(),
                "SCRIPT", PythonCondition.EXAMPLES.resolve("count_events.py").toString()),
            "sh",
            "-c",
            "\"$TAIL\" --config \"$CONFIG\" tail main --no-follow --json | \"$PYTHON\" \"$SCRIPT\"");

    Map<String, Integer> expected = new TreeMap<>();
    Road.EVENTS.forEach(
        event -> expected.merge(event.category() + " " + event.type(), 1, Integer::sum));
    expected.put("missing", 0);
    Map<String, Integer> counted = new TreeMap<>();
    printed
        .lines()
        .map(line -> line.strip().split(" +"))
        .forEach(
            words ->
                counted.put(
                    String.join(" ", List.of(words).subList(0, words.length - 1)),
                    Integer.valueOf(words[words.length - 1])));
    assertThat(counted).isEqualTo(expected);
  }
}
