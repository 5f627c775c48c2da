package io.acsexport.testing.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.testing.check.Arrived;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * What was in a topic when it was deleted under load. No consumer can have read it all; but the
 * broker only renames the folders of the partitions and removes them later.
 */
final class DeletedTopic {

  private final List<Arrived> messages = new ArrayList<>();
  private final Set<NumberedEvent> undecided = new HashSet<>();

  private DeletedTopic() {}

  static DeletedTopic read(Path data, String topic) throws IOException {
    DeletedTopic deleted = new DeletedTopic();
    try (Stream<Path> folders = Files.list(data)) {
      List<Path> partitions =
          folders
              .filter(f -> f.getFileName().toString().matches(topic + "-\\d+\\..*-delete"))
              .toList();
      assertThat(partitions).as("deleted partitions of %s", topic).isNotEmpty();
      for (Path partition : partitions) {
        deleted.add(partition);
      }
    }
    return deleted;
  }

  /** Its messages, but those of transactions that were not committed, in the order of each key. */
  List<Arrived> messages() {
    return messages;
  }

  /**
   * Those of transactions that were under way. Where one had all its messages there already, it is
   * committed, and gone with the topic; else they come again.
   */
  Set<NumberedEvent> undecided() {
    return undecided;
  }

  private void add(Path partition) throws IOException {
    Map<Long, List<Arrived>> open = new HashMap<>();
    for (Path segment : segments(partition)) {
      try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
        for (RecordBatch batch : records.batches()) {
          if (batch.isControlBatch()) {
            List<Arrived> ended = open.remove(batch.producerId());
            if (ended != null && isCommit(batch)) {
              messages.addAll(ended);
            }
          } else {
            List<Arrived> into =
                batch.isTransactional()
                    ? open.computeIfAbsent(batch.producerId(), id -> new ArrayList<>())
                    : messages;
            batch.forEach(record -> into.add(arrived(record)));
          }
        }
      }
    }
    for (List<Arrived> pending : open.values()) {
      pending.forEach(message -> undecided.add(requireNonNull(NumberedEvent.ofId(message.id()))));
    }
  }

  private static List<Path> segments(Path partition) throws IOException {
    try (Stream<Path> files = Files.list(partition)) {
      return files.filter(f -> f.toString().matches(".*\\.log(\\.deleted)?")).sorted().toList();
    }
  }

  private static boolean isCommit(RecordBatch batch) {
    return ControlRecordType.parse(batch.iterator().next().key()) == ControlRecordType.COMMIT;
  }

  private static Arrived arrived(Record record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return new Arrived(text(record.key()), text(record.value()), headers);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
