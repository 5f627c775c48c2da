package io.acsexport.core.config;

import static io.acsexport.transport.SettingType.DURATION;
import static io.acsexport.transport.SettingType.FLAG;
import static io.acsexport.transport.SettingType.INTEGER;
import static io.acsexport.transport.SettingType.NATIVE;
import static io.acsexport.transport.SettingType.PATH;
import static io.acsexport.transport.SettingType.SIZE;
import static io.acsexport.transport.SettingType.STRING;
import static io.acsexport.transport.SettingType.STRING_LIST;

import io.acsexport.core.redaction.RedactionOptions;
import io.acsexport.core.routing.OrderingKey;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.TemplateRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The engine's own keys, declared as a transport declares its settings. */
final class EngineSettings {

  /** The block that holds everything. */
  static final String ROOT = "acs-export";

  static final SettingSpecs REDACTION =
      SettingSpecs.of(
          SettingSpec.of(
                  "enabled",
                  FLAG,
                  "Whether secrets inside events are masked before they are stored.")
              .byDefault("true"),
          SettingSpec.of(
                  "keys",
                  STRING_LIST,
                  "Names whose values are masked, in any case and at any depth. Replaces the default list.")
              .byDefault(
                  "[" + String.join(", ", new TreeSet<>(RedactionOptions.defaults().keys())) + "]"),
          SettingSpec.of("additional-keys", STRING_LIST, "More such names, beside those of `keys`.")
              .byDefault("[]"));

  static final SettingSpecs SPOOL =
      SettingSpecs.of(
          SettingSpec.of(
                  "directory",
                  PATH,
                  "Where events are stored until every destination has them. It is made if absent, with"
                      + " mode 0700; the folder above it must exist.")
              .byDefault("/var/lib/acs-export/spool"),
          SettingSpec.of(
                  "max-size",
                  SIZE,
                  "What the spool may take on the disk in all, dead letters included. At least four"
                      + " segments.")
              .byDefault("1 GiB"),
          SettingSpec.of(
              "min-free",
              SIZE,
              "What is left free on the file system. Where it is absent, the smaller of 2 GiB and 5 %."),
          SettingSpec.of(
                  "max-event-size",
                  SIZE,
                  "The longest event body; a longer one is refused and counted. At most half a segment.")
              .byDefault("1 MiB"),
          SettingSpec.of(
                  "segment-size",
                  SIZE,
                  "The size of one file of the spool, 64 KiB to 1 GiB. In a burst one may grow to"
                      + " four times that, by at most a sixteenth of max-size, and never beyond"
                      + " max-size or into min-free.")
              .byDefault("16 MiB"),
          SettingSpec.of(
                  "fsync",
                  STRING,
                  "How long after its acceptance an event may be lost to a power failure: a time, or"
                      + " `always`, which makes every publisher wait for the disk.")
              .byDefault("100 ms"));

  static final SettingSpecs STATUS =
      SettingSpecs.of(
          SettingSpec.of(
              "http",
              STRING,
              "Where metrics (`/metrics`) and health (`/health`) are served, such as"
                  + " `127.0.0.1:9479`. Where it is absent, nothing listens. Whoever can connect reads"
                  + " the names of destinations and how much is exported: other addresses than"
                  + " loopback are warned about."),
          SettingSpec.of(
                  "host-names",
                  STRING_LIST,
                  "Names by which monitoring calls this server, beside addresses and `localhost`;"
                      + " requests for any other name are refused.")
              .byDefault("[]"));

  static final String CLOUD_EVENTS = "cloudevents";

  private static final SettingSpecs PATTERNS =
      SettingSpecs.of(
          SettingSpec.of("category", STRING_LIST, "Categories, such as `ActionEvent`."),
          SettingSpec.of("type", STRING_LIST, "Types, such as `VM.*`."),
          SettingSpec.of("resource-type", STRING_LIST, "Resource types, such as `VirtualMachine`."),
          SettingSpec.of(
              "attributes",
              NATIVE,
              "Attributes of the installation and the values they must have, such as `cloud = [eu-1,"
                  + " \"us-*\"]`: opens or closes the destination as a whole, where several"
                  + " installations share a file."));

  private static final SettingSpecs BATCH =
      SettingSpecs.of(
          SettingSpec.of(
                  "max-messages",
                  INTEGER,
                  "The most messages handed to the broker's client at once.")
              .byDefault("500"),
          SettingSpec.of(
                  "max-bytes",
                  SIZE,
                  "The most bytes of bodies in a batch of more than one message, up to 64 MiB.")
              .byDefault("1 MiB"));

  private static final SettingSpecs RETRY =
      SettingSpecs.of(
          SettingSpec.of(
                  "initial-delay",
                  DURATION,
                  "Upper bound of the first random wait after a failure; it doubles until `max-delay`.")
              .byDefault("100 ms"),
          SettingSpec.of("max-delay", DURATION, "Upper bound of every later wait, at most 1 h.")
              .byDefault("30 s"));

  private EngineSettings() {}

  /**
   * All keys of a file with these destinations.
   *
   * @param settings what each destination's {@code settings} block may hold, by its name
   */
  static SettingSpecs all(Map<String, SettingSpec> settings) {
    List<SettingSpec> destinations = new ArrayList<>();
    settings.forEach(
        (name, spec) ->
            destinations.add(
                SettingSpec.group(name, destination(spec), "The destination " + name + ".")));
    return SettingSpecs.of(
        SettingSpec.of(
            "node",
            STRING,
            "The id of this management server, in headers and client ids. Where it is absent, the id"
                + " that CloudStack gave it. Needs a restart."),
        SettingSpec.of(
                "publish-timeout",
                DURATION,
                "How long CloudStack's thread may be held by an event at most, 1 ms to 10 s; then the"
                    + " event is refused.")
            .byDefault("50 ms"),
        SettingSpec.of(
                "drain-timeout",
                DURATION,
                "How long delivery goes on when the management server stops, at most 60 s: systemd"
                    + " ends it after 90 s. What is left is delivered after the next start.")
            .byDefault("20 s"),
        SettingSpec.of(
            "attributes",
            NATIVE,
            "Names and values of the installation, such as `cloud = eu-1`: a header of every message,"
                + " and `{attr.cloud}` in templates."),
        SettingSpec.group("redaction", REDACTION, "Which secrets inside events are masked."),
        SettingSpec.group(
            "spool",
            SPOOL,
            "Where and how events are stored. What is changed here needs a restart; all else does not."),
        SettingSpec.group("status", STATUS, "Where monitoring can look at this exporter."),
        SettingSpec.group(
            "destinations",
            new SettingSpecs(destinations),
            "One block for each broker, named with lower-case letters, digits and hyphens. Where"
                + " there is none, nothing is stored or sent."));
  }

  /** The settings block of a destination. */
  static SettingSpec settings(SettingSpecs specs) {
    return SettingSpec.group(
        "settings", specs, "What the transport understands; see its own section.");
  }

  /** The settings block of a destination whose transport is unknown: anything goes. */
  static SettingSpec unknownSettings() {
    return SettingSpec.of("settings", NATIVE, "What the transport understands.");
  }

  /** The keys of a destination. */
  static SettingSpecs destination(SettingSpec settings) {
    return SettingSpecs.of(
        SettingSpec.of("transport", STRING, "The name of an installed transport, such as `kafka`.")
            .mandatory(),
        settings,
        SettingSpec.group(
            "include",
            PATTERNS,
            "Only events that match a pattern of every list given here are sent. `*` stands for any"
                + " characters, `?` for one; case does not matter. Without lists, all are sent."),
        SettingSpec.group(
            "exclude",
            PATTERNS,
            "Events that match any pattern given here are not sent, whatever `include` says."),
        SettingSpec.choice(
                "format",
                "The form of the body: `acs` is CloudStack's own, `cloudevents` is CloudEvents 1.0 in"
                    + " structured JSON.",
                "acs",
                CLOUD_EVENTS)
            .byDefault("acs"),
        SettingSpec.template(
                "key",
                TemplateRules.any(),
                "The ordering key: events of one key keep their order. Where it is the resource's UUID"
                    + " alone, events without one have no key and no order.")
            .byDefault(OrderingKey.DEFAULT),
        SettingSpec.choice(
                "start",
                "Where a new destination begins: with the next event, or with the oldest in the spool.",
                "latest",
                "earliest")
            .byDefault("latest"),
        SettingSpec.choice(
                "when-full",
                "When the spool is full: give up the oldest events of this destination, which is"
                    + " counted and told to its consumers, or keep them and refuse new ones for all.",
                "drop-oldest",
                "hold")
            .byDefault("drop-oldest"),
        SettingSpec.of(
                "send-timeout",
                DURATION,
                "How long a batch may take before the connection is given up and made anew, 100 ms to"
                    + " 1 h.")
            .byDefault("30 s"),
        SettingSpec.group("batch", BATCH, "How much is sent at once."),
        SettingSpec.group("retry", RETRY, "How long to wait after a failure."));
  }
}
