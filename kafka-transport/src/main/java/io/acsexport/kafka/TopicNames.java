package io.acsexport.kafka;

import io.acsexport.transport.SettingProblem;
import java.util.List;
import java.util.regex.Pattern;

/** Which names Kafka allows a topic. */
final class TopicNames {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9._-]*");
  private static final int LONGEST = 249;

  private TopicNames() {}

  /** Whether Kafka could have a topic of this name. */
  static boolean isPossible(String topic) {
    return ALLOWED.matcher(topic).matches()
        && topic.length() <= LONGEST
        && !(topic.isEmpty() || topic.equals(".") || topic.equals(".."));
  }

  /** Refuses a template none of whose topics Kafka could have. */
  static void checkTemplate(String template, boolean fromFile, List<SettingProblem> problems) {
    String literal = PLACEHOLDER.matcher(template).replaceAll("");
    boolean placeholders = literal.length() < template.length();
    if (ALLOWED.matcher(literal).matches()
        && literal.length() <= LONGEST
        && (placeholders || !(literal.isEmpty() || literal.equals(".") || literal.equals("..")))) {
      return;
    }
    String key = fromFile ? KafkaTransportProvider.PROPERTIES_FILE : KafkaTransportProvider.TOPIC;
    problems.add(
        new SettingProblem(
            key,
            "'"
                + template
                + "' is no topic Kafka can have: use 1 to "
                + LONGEST
                + " letters, digits, '.', '_' and '-'"));
  }
}
