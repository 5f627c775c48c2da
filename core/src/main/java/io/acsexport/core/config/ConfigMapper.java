package io.acsexport.core.config;

import io.acsexport.core.delivery.DeliveryOptions;
import io.acsexport.core.redaction.RedactionOptions;
import io.acsexport.core.routing.EventFilter;
import io.acsexport.core.routing.EventFormat;
import io.acsexport.core.spool.SpoolOptions;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TransportProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns settings that passed every check into the engine's records. */
final class ConfigMapper {

  private ConfigMapper() {}

  /**
   * The whole configuration.
   *
   * @param providers the transport of each destination, by the destination's name
   * @param files knows what the transports read
   */
  static ExporterConfig map(
      ResolvedSettings root, Map<String, TransportProvider> providers, TextFiles files) {
    List<DestinationConfig> destinations = new ArrayList<>();
    ResolvedSettings blocks = root.group("destinations");
    Map<String, String> attributes = root.nativeProperties("attributes").reveal();
    providers.forEach(
        (name, provider) ->
            destinations.add(destination(name, provider, blocks.group(name), attributes, files)));
    return new ExporterConfig(
        root.has("node") ? root.string("node") : null,
        root.duration("publish-timeout"),
        root.duration("drain-timeout"),
        attributes,
        redaction(root.group("redaction")),
        spool(root.group("spool")),
        status(root.group("status")),
        destinations);
  }

  private static RedactionOptions redaction(Settings settings) {
    Set<String> keys = new LinkedHashSet<>(settings.strings("keys"));
    keys.addAll(settings.strings("additional-keys"));
    return new RedactionOptions(settings.flag("enabled"), keys);
  }

  private static StatusConfig status(Settings settings) {
    return new StatusConfig(
        settings.has("http") ? StatusConfig.address(settings.string("http")) : null,
        settings.strings("host-names"));
  }

  private static SpoolOptions spool(Settings settings) {
    String fsync = settings.string("fsync").strip();
    return new SpoolOptions(
        settings.path("directory"),
        settings.size("max-size"),
        settings.has("min-free") ? settings.size("min-free") : null,
        (int) settings.size("max-event-size"),
        (int) settings.size("segment-size"),
        fsync.equals(EngineRules.ALWAYS) ? null : Quantities.duration(fsync));
  }

  private static DestinationConfig destination(
      String name,
      TransportProvider provider,
      ResolvedSettings settings,
      Map<String, String> attributes,
      TextFiles files) {
    Settings batch = settings.group("batch");
    Settings retry = settings.group("retry");
    return new DestinationConfig(
        name,
        provider,
        settings.group("settings"),
        new EventFilter(selection(settings.group("include")), selection(settings.group("exclude"))),
        settings.string("key"),
        settings.string("format").equals(EngineSettings.CLOUD_EVENTS)
            ? EventFormat.cloudEvents(attributes)
            : EventFormat.acs(),
        settings.string("start").equals("earliest") ? StartAt.EARLIEST : StartAt.LATEST,
        settings.string("when-full").equals("hold") ? WhenFull.HOLD : WhenFull.DROP_OLDEST,
        new DeliveryOptions(
            batch.integer("max-messages"),
            (int) batch.size("max-bytes"),
            settings.duration("send-timeout"),
            retry.duration("initial-delay"),
            retry.duration("max-delay")),
        files.namedBelow(settings.path()));
  }

  private static EventFilter.Selection selection(Settings settings) {
    return new EventFilter.Selection(
        settings.strings("category"),
        settings.strings("type"),
        settings.strings("resource-type"),
        attributePatterns(settings));
  }

  /** Lists in a block of any keys arrive with commas between their texts. */
  private static Map<String, List<String>> attributePatterns(Settings settings) {
    Map<String, List<String>> patterns = new LinkedHashMap<>();
    settings
        .nativeProperties("attributes")
        .reveal()
        .forEach(
            (name, text) ->
                patterns.put(name, Arrays.stream(text.split(",", -1)).map(String::strip).toList()));
    return patterns;
  }
}
