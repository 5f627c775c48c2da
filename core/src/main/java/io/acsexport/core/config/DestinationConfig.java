package io.acsexport.core.config;

import io.acsexport.core.delivery.DeliveryOptions;
import io.acsexport.core.routing.EventFilter;
import io.acsexport.core.routing.EventFormat;
import io.acsexport.core.spool.StartAt;
import io.acsexport.core.spool.WhenFull;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TransportProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * One destination, validated as far as that goes without its transport: {@link
 * TransportProvider#create} may yet find settings that do not fit together.
 *
 * @param name unique; lower-case letters, digits and hyphens
 * @param provider of its transport
 * @param settings for the provider; prints its keys alone
 * @param filter which events it gets
 * @param keyTemplate makes the ordering key
 * @param format what its messages look like
 * @param start where it begins when it is new
 * @param whenFull what becomes of its backlog when the spool is full
 * @param delivery how it is served
 * @param files those that its transport reads, and what they hold; immutable
 */
public record DestinationConfig(
    String name,
    TransportProvider provider,
    Settings settings,
    EventFilter filter,
    String keyTemplate,
    EventFormat format,
    StartAt start,
    WhenFull whenFull,
    DeliveryOptions delivery,
    Map<Path, FileDigest> files) {

  /** Requires every part. */
  public DestinationConfig {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(settings, "settings is null");
    Objects.requireNonNull(filter, "filter is null");
    Objects.requireNonNull(keyTemplate, "keyTemplate is null");
    Objects.requireNonNull(format, "format is null");
    Objects.requireNonNull(start, "start is null");
    Objects.requireNonNull(whenFull, "whenFull is null");
    Objects.requireNonNull(delivery, "delivery is null");
    files = Map.copyOf(files);
  }

  /** The same with another way out of a full spool. */
  public DestinationConfig withWhenFull(WhenFull other) {
    return new DestinationConfig(
        name, provider, settings, filter, keyTemplate, format, start, other, delivery, files);
  }

  /**
   * Whether a destination that runs with the other configuration can go on as it is. Secrets and
   * the content of files count, and where it began does not.
   */
  public boolean worksLike(DestinationConfig other) {
    return name.equals(other.name)
        && provider == other.provider
        && settings.equals(other.settings)
        && filter.equals(other.filter)
        && keyTemplate.equals(other.keyTemplate)
        && format.name().equals(other.format.name())
        && whenFull == other.whenFull
        && delivery.equals(other.delivery)
        && files.equals(other.files);
  }
}
