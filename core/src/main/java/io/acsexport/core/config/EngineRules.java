package io.acsexport.core.config;

import io.acsexport.core.redaction.RedactionOptions;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.transport.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the engine's own values must fulfil beyond their form. */
final class EngineRules {

  /** What {@code spool.fsync} says instead of a time. */
  static final String ALWAYS = "always";

  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final int MAX_ATTRIBUTES = 32;
  private static final int MAX_ATTRIBUTE_LENGTH = 256;

  private final Problems problems;

  EngineRules(Problems problems) {
    this.problems = problems;
  }

  /** Checks the whole file. */
  void check(ResolvedSettings root) {
    between(root, "publish-timeout", Duration.ofMillis(1), Duration.ofSeconds(10));
    between(root, "drain-timeout", Duration.ZERO, Duration.ofSeconds(60));
    node(root);
    attributes(root);
    redaction(root.group("redaction"));
    spool(root.group("spool"));
    status(root.group("status"));
  }

  /** Checks one destination. */
  void checkDestination(ResolvedSettings destination) {
    between(destination, "send-timeout", Duration.ofMillis(100), Duration.ofHours(1));
    ResolvedSettings batch = destination.group("batch");
    int messages = batch.integer("max-messages");
    require(
        messages >= 1 && messages <= 100_000,
        batch,
        "max-messages",
        "must be between 1 and 100000, not " + messages);
    between(batch, "max-bytes", KIB, 64 * MIB);
    ResolvedSettings retry = destination.group("retry");
    between(retry, "max-delay", Duration.ofMillis(1), Duration.ofHours(1));
    between(retry, "initial-delay", Duration.ofMillis(1), Duration.ofHours(1));
    require(
        retry.duration("initial-delay").compareTo(retry.duration("max-delay")) <= 0,
        retry,
        "initial-delay",
        "must not be longer than max-delay (" + shown(retry.duration("max-delay")) + ")");
  }

  private void node(ResolvedSettings root) {
    if (root.has("node")) {
      require(
          root.string("node").matches("[a-zA-Z0-9._-]{1,64}"),
          root,
          "node",
          "must be 1 to 64 letters, digits, dots, hyphens or underscores: client ids are made of it");
    }
  }

  private void attributes(ResolvedSettings root) {
    Map<String, String> attributes = root.nativeProperties("attributes").reveal();
    require(
        attributes.size() <= MAX_ATTRIBUTES,
        root,
        "attributes",
        "has " + attributes.size() + " entries; " + MAX_ATTRIBUTES + " are allowed");
    attributes.forEach(
        (name, value) -> {
          require(
              name.matches("[a-z][a-z0-9._-]{0,63}"),
              root,
              "attributes." + name,
              "is no usable name: lower-case letters, digits, dots, hyphens and underscores, beginning"
                  + " with a letter");
          require(
              value.length() <= MAX_ATTRIBUTE_LENGTH,
              root,
              "attributes." + name,
              "is longer than " + MAX_ATTRIBUTE_LENGTH + " characters");
        });
  }

  private void redaction(ResolvedSettings redaction) {
    for (String list : List.of("keys", "additional-keys")) {
      for (String key : redaction.strings(list)) {
        String problem = RedactionOptions.problem(key);
        require(problem == null, redaction, list, String.valueOf(problem));
      }
    }
  }

  private void spool(ResolvedSettings spool) {
    between(spool, "segment-size", 64 * KIB, 1024 * MIB);
    long segment = spool.size("segment-size");
    require(
        spool.size("max-size") >= 4 * segment,
        spool,
        "max-size",
        "must be at least four segments, which is " + shown(4 * segment));
    between(spool, "max-event-size", KIB, 64 * MIB);
    require(
        spool.size("max-event-size") <= segment / 2,
        spool,
        "max-event-size",
        "must be at most half a segment, which is " + shown(segment / 2));
    Duration interval = Quantities.duration(spool.string("fsync").strip());
    require(
        spool.string("fsync").strip().equals(ALWAYS)
            || (interval != null
                && isBetween(interval, Duration.ofMillis(1), Duration.ofMinutes(1))),
        spool,
        "fsync",
        "must be 'always' or a time between 1 ms and 60 s with its unit, such as "
            + shown(SpoolOptions.DEFAULT_FSYNC));
  }

  private void status(ResolvedSettings status) {
    if (status.has("http")) {
      require(
          StatusConfig.address(status.string("http")) != null,
          status,
          "http",
          "must be an address and a port between 1 and 65535, such as 127.0.0.1:9479 or [::1]:9479");
    }
    for (String name : status.strings("host-names")) {
      require(
          name.matches("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?"),
          status,
          "host-names",
          "holds '" + name + "', which is no host name; a port does not belong there");
    }
  }

  private void between(ResolvedSettings block, String key, Duration least, Duration most) {
    Duration value = block.duration(key);
    require(
        isBetween(value, least, most),
        block,
        key,
        "must be between " + shown(least) + " and " + shown(most) + ", not " + shown(value));
  }

  private void between(ResolvedSettings block, String key, long least, long most) {
    long value = block.size(key);
    require(
        value >= least && value <= most,
        block,
        key,
        "must be between " + shown(least) + " and " + shown(most) + ", not " + shown(value));
  }

  private void require(boolean fulfilled, Settings block, String key, String message) {
    if (!fulfilled) {
      problems.add(((ResolvedSettings) block).path() + "." + key, message);
    }
  }

  private static boolean isBetween(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  private static String shown(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + " ms";
    }
    return millis >= 3_600_000 && millis % 3_600_000 == 0
        ? millis / 3_600_000 + " h"
        : millis / 1000 + " s";
  }

  private static String shown(long bytes) {
    if (bytes >= MIB && bytes % MIB == 0) {
      return bytes / MIB + " MiB";
    }
    return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " B";
  }
}
