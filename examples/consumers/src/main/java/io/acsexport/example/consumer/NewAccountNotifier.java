package io.acsexport.example.consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Tells somebody of every new account.
 *
 * <pre>java … NewAccountNotifier consumer.properties TOPIC [SENT-FILE]</pre>
 */
public final class NewAccountNotifier {

  // CloudStack gives the name in the text alone; its place in there is not promised to last.
  private static final Pattern NAME = Pattern.compile("Account Name: ([^,]+)");

  private final ObjectMapper json = new ObjectMapper();
  private final Notifier notifier;

  NewAccountNotifier(Notifier notifier) {
    this.notifier = notifier;
  }

  /** Reads until the process is told to end. */
  public static void main(String[] args) throws IOException {
    Path sent = args.length > 2 ? Path.of(args[2]) : null;
    NewAccountNotifier consumer = new NewAccountNotifier(new FileNotifier(System.out, sent));
    KafkaEvents.read(Path.of(args[0]), args[1], consumer::handle);
  }

  void handle(ConsumerRecord<String, String> event) throws IOException {
    String id = KafkaEvents.header(event, "acs-id");
    if (id == null
        || event.value() == null
        || !"ActionEvent".equals(KafkaEvents.header(event, "acs-category"))
        || !"ACCOUNT.CREATE".equals(KafkaEvents.header(event, "acs-type"))) {
      return; // Many types share the topic, and other programs may write to it too.
    }
    try {
      JsonNode body = json.readTree(event.value());
      String text = body.path("description").asText();
      // Success and failure are both "Completed": only the text tells them apart.
      if (body.path("status").asText().equals("Completed") && !text.startsWith("Error while")) {
        Matcher name = NAME.matcher(text);
        String account = name.find() ? name.group(1) : body.path("entityuuid").asText();
        notifier.tell(id, "New account: " + account);
      }
    } catch (JsonProcessingException e) {
      // Stopping here would stop for ever: the same event would come again after every restart.
      System.err.println("Event " + id + " is no JSON and was passed over: " + e.getMessage());
    }
  }
}
