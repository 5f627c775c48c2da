package io.acsexport.kafka;

import static org.apache.kafka.clients.CommonClientConfigs.SECURITY_PROTOCOL_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BATCH_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.RETRIES_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.TRANSACTIONAL_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG;
import static org.apache.kafka.common.config.SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG;

import io.acsexport.transport.Notice;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.TransportContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts safe defaults under what the operator wrote, raises what the spool makes needless, and
 * collects what to tell. Used once.
 */
final class ProducerDefaults {

  private static final String UNLIMITED = Integer.toString(Integer.MAX_VALUE);

  /** With the bodies of the batches in flight this stays far below what the engine may use. */
  private static final long BUFFER_BYTES = 16L << 20;

  /** Room for key, headers and Kafka's framing beside the longest body. */
  private static final long MESSAGE_OVERHEAD = 64L << 10;

  private static final int BATCH_BYTES = 64 << 10;
  private static final long LONGEST_BLOCK_MILLIS = 10_000;

  /** More requests in flight than this and Kafka's producer cannot be idempotent. */
  private static final int MOST_IN_FLIGHT = 5;

  private static final Set<String> PASSED_AS_BYTES =
      Set.of(
          "org.apache.kafka.common.serialization.StringSerializer",
          "org.apache.kafka.common.serialization.ByteArraySerializer");

  /** Codecs of native code that are not shipped, and a class of each. */
  private static final Map<String, String> CODECS_NOT_SHIPPED =
      Map.of(
          "snappy", "org.xerial.snappy.SnappyOutputStream",
          "zstd", "com.github.luben.zstd.ZstdOutputStreamNoFinalizer");

  private final TransportContext context;
  private final WrittenSettings written;
  private final List<SettingProblem> problems;
  private final Map<String, String> values;
  private final List<Notice> notices = new ArrayList<>();
  private boolean idempotent;

  ProducerDefaults(
      TransportContext context, WrittenSettings written, List<SettingProblem> problems) {
    this.context = context;
    this.written = written;
    this.problems = problems;
    this.values = written.merged();
  }

  /** Does it; returns the settings for the producer, serializers aside. */
  Map<String, String> apply() {
    serializer(KEY_SERIALIZER_CLASS_CONFIG);
    serializer(VALUE_SERIALIZER_CLASS_CONFIG);
    require();
    unknownKeys();
    validateEach();
    if (!problems.isEmpty()) {
      return values;
    }
    promises();
    raiseRetries();
    sizes();
    blocking();
    compression();
    tlsVersions();
    values.putIfAbsent(
        CLIENT_ID_CONFIG, "acs-export-" + context.node() + "-" + context.destination());
    values.putIfAbsent(BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
    // The engine's batches have collected what there is; this is the time it takes to hand one
    // over.
    values.putIfAbsent(LINGER_MS_CONFIG, "1");
    validateTogether();
    return values;
  }

  List<Notice> notices() {
    return notices;
  }

  boolean idempotent() {
    return idempotent;
  }

  private void serializer(String key) {
    String name = values.get(key);
    String where = written.where(key);
    values.remove(key);
    if (name == null) {
      return;
    }
    if (!PASSED_AS_BYTES.contains(name)) {
      problems.add(
          new SettingProblem(
              where,
              key + ": events are sent as the bytes they are; remove the serializer " + name));
    } else if (name.endsWith("StringSerializer")) {
      notices.add(
          Notice.info(where, key + " is ignored: text is sent as UTF-8, which is the same."));
    }
  }

  private void require() {
    String servers = values.get(BOOTSTRAP_SERVERS_CONFIG);
    if ((servers == null || servers.isBlank()) && problems.isEmpty()) {
      problems.add(
          new SettingProblem(
              "producer.bootstrap.servers",
              "is missing: write producer { bootstrap.servers = \"host:9092\" } or name a"
                  + " properties-file that has it"));
    }
    if (values.containsKey(TRANSACTIONAL_ID_CONFIG)) {
      problems.add(
          new SettingProblem(
              written.where(TRANSACTIONAL_ID_CONFIG),
              "transactional.id: remove it; exactly-once = true beside 'producer' makes one"));
    }
    if (values.containsKey(KafkaTransportProvider.TOPIC)) {
      problems.add(
          new SettingProblem(
              "producer.topic", "is no setting of Kafka's: write 'topic' beside 'producer'"));
    }
  }

  private void unknownKeys() {
    Set<String> known = ProducerConfig.configNames();
    for (String key : values.keySet()) {
      if (!known.contains(key) && !key.equals(KafkaTransportProvider.TOPIC)) {
        String nearest = NativeKeys.nearest(key, known);
        notices.add(
            Notice.warning(
                written.where(key),
                "Kafka's producer has no setting '" + key + "'; it is passed on all the same.",
                nearest == null
                    ? "Remove it unless a plug-in of yours reads it."
                    : "Did you mean " + nearest + "?"));
      }
    }
  }

  private void validateEach() {
    ConfigDef definition = ProducerConfig.configDef();
    for (ConfigValue value : definition.validate(values)) {
      boolean ours =
          value.name().equals(BOOTSTRAP_SERVERS_CONFIG)
              || value.name().equals(KEY_SERIALIZER_CLASS_CONFIG)
              || value.name().equals(VALUE_SERIALIZER_CLASS_CONFIG);
      if (ours && !values.containsKey(value.name())) {
        continue;
      }
      boolean secret =
          definition.configKeys().containsKey(value.name())
              && definition.configKeys().get(value.name()).type == ConfigDef.Type.PASSWORD;
      for (String message : value.errorMessages()) {
        problems.add(
            new SettingProblem(
                written.where(value.name()),
                secret ? value.name() + " has no usable value" : message));
      }
    }
  }

  private void promises() {
    String acks = values.getOrDefault(ACKS_CONFIG, "all");
    boolean allAcks = acks.equals("all") || acks.equals("-1");
    @Nullable String wanted = values.get(ENABLE_IDEMPOTENCE_CONFIG);
    @Nullable String inFlight = values.get(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
    boolean fewInFlight = inFlight == null || Integer.parseInt(inFlight) <= MOST_IN_FLIGHT;
    idempotent = wanted == null ? allAcks && fewInFlight : Boolean.parseBoolean(wanted);
    if (!allAcks) {
      notices.add(
          Notice.warning(
              written.where(ACKS_CONFIG),
              acks.equals("0")
                  ? "acks=0: events count as delivered although no broker has confirmed them, so"
                      + " any failure can lose events."
                  : "acks="
                      + acks
                      + ": events count as delivered before their copies exist, so the failure of"
                      + " one broker can lose events.",
              "Set acks=all."));
    }
    if (!fewInFlight) {
      notices.add(
          weakened(
              MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
              "more than " + MOST_IN_FLIGHT + " requests in flight",
              "Set it to " + MOST_IN_FLIGHT + " or less."));
    } else if (!idempotent && allAcks) {
      notices.add(
          weakened(ENABLE_IDEMPOTENCE_CONFIG, "no idempotence", "Set enable.idempotence=true."));
    }
    values.put(ACKS_CONFIG, acks);
    values.put(ENABLE_IDEMPOTENCE_CONFIG, Boolean.toString(idempotent));
    if (!idempotent && inFlight == null) {
      // The order survives without idempotence, though slowly.
      values.put(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    }
  }

  private Notice weakened(String key, String what, String remedy) {
    String inFlight = values.get(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
    boolean reorders = inFlight != null && !inFlight.strip().equals("1");
    return Notice.warning(
        written.where(key),
        key
            + ": with "
            + what
            + " a failure can repeat events"
            + (reorders ? " and break their order" : "")
            + "; batches are sent one at a time.",
        remedy);
  }

  private void raiseRetries() {
    List<String> raised = new ArrayList<>();
    for (String key : List.of(RETRIES_CONFIG, DELIVERY_TIMEOUT_MS_CONFIG)) {
      String value = values.put(key, UNLIMITED);
      if (value != null && !value.equals(UNLIMITED)) {
        raised.add(key + "=" + value);
      }
    }
    if (!raised.isEmpty()) {
      notices.add(
          Notice.info(
              written.where(raised.get(0).substring(0, raised.get(0).indexOf('='))),
              String.join(" and ", raised)
                  + (raised.size() == 1 ? " is" : " are")
                  + " raised to unlimited: events wait in the spool and are never given up."));
    }
  }

  private void sizes() {
    long needed = context.maxMessageBytes() + MESSAGE_OVERHEAD;
    String written = values.get(MAX_REQUEST_SIZE_CONFIG);
    long request = written == null ? Math.max(needed, 1L << 20) : Long.parseLong(written);
    if (request < context.maxMessageBytes()) {
      notices.add(
          Notice.warning(
              this.written.where(MAX_REQUEST_SIZE_CONFIG),
              "max.request.size="
                  + request
                  + " is less than the longest event that is accepted; longer events go to the"
                  + " dead letters.",
              "Set it to " + needed + " or leave it out."));
    }
    values.put(MAX_REQUEST_SIZE_CONFIG, Long.toString(Math.min(request, Integer.MAX_VALUE)));
    values.putIfAbsent(BUFFER_MEMORY_CONFIG, Long.toString(Math.max(BUFFER_BYTES, 2 * request)));
  }

  private void blocking() {
    long most = Math.min(LONGEST_BLOCK_MILLIS, context.sendTimeout().toMillis() / 3);
    String wanted = values.get(MAX_BLOCK_MS_CONFIG);
    if (wanted != null && Long.parseLong(wanted) <= context.sendTimeout().toMillis() / 2) {
      return;
    }
    values.put(MAX_BLOCK_MS_CONFIG, Long.toString(most));
    if (wanted != null) {
      notices.add(
          Notice.info(
              written.where(MAX_BLOCK_MS_CONFIG),
              "max.block.ms="
                  + wanted
                  + " is lowered to "
                  + most
                  + ": it must stay well below the destination's send time-out of "
                  + context.sendTimeout().toMillis()
                  + " ms. No event is lost by it."));
    }
  }

  private void compression() {
    String codec = values.get(COMPRESSION_TYPE_CONFIG);
    if (codec == null) {
      if (!written.hasFile()) {
        // In its Java form, which the codec chooses by itself in a class loader that is not the
        // JVM's own: no native code is unpacked into the temporary folder.
        values.put(COMPRESSION_TYPE_CONFIG, "lz4");
      }
      return;
    }
    String needed = CODECS_NOT_SHIPPED.get(codec);
    if (needed != null && !isLoadable(needed)) {
      values.put(COMPRESSION_TYPE_CONFIG, "lz4");
      notices.add(
          Notice.warning(
              written.where(COMPRESSION_TYPE_CONFIG),
              "compression.type="
                  + codec
                  + " needs native code that is not shipped; lz4 is used instead.",
              "Set compression.type to lz4 or gzip, or put the jar of "
                  + codec
                  + " into the folder ext of this transport."));
    }
  }

  /** CloudStack loosens what its JVM allows, so nothing is left to that. */
  private void tlsVersions() {
    if (values.getOrDefault(SECURITY_PROTOCOL_CONFIG, "").strip().endsWith("SSL")) {
      values.putIfAbsent(SSL_ENABLED_PROTOCOLS_CONFIG, "TLSv1.3,TLSv1.2");
    }
  }

  private static boolean isLoadable(String className) {
    try {
      Class.forName(className, false, ProducerDefaults.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Lets Kafka check what depends on more than one setting. */
  private void validateTogether() {
    Map<String, Object> complete = new HashMap<>(values);
    for (String key : List.of(KEY_SERIALIZER_CLASS_CONFIG, VALUE_SERIALIZER_CLASS_CONFIG)) {
      complete.put(key, ByteArraySerializer.class);
    }
    try {
      ProducerConfig unused = new ProducerConfig(complete);
      unused.ignore(CLIENT_ID_CONFIG);
    } catch (ConfigException e) {
      problems.add(
          new SettingProblem(KafkaTransportProvider.PRODUCER, String.valueOf(e.getMessage())));
    }
  }
}
