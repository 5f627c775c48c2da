package io.acsexport.core.event;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event of a management server, redacted.
 *
 * @param id stable and unique: ACS's event uuid where it gave one, else a UUIDv7
 * @param node the management server that published it
 * @param category such as {@code ActionEvent}, or null where ACS gave none; so are the next four
 * @param type such as {@code VM.CREATE}
 * @param source such as {@code management-server}
 * @param resourceType such as {@code VirtualMachine}
 * @param resourceUuid the ordering key; null and the empty string differ
 * @param body the description in UTF-8, or null where ACS gave none; shared, never written to
 * @param reference the row of ACS's event table it stands for, or null where there is none
 * @param addressing for which destinations alone it is, or null where it is for all
 */
public record ExportEvent(
    String id,
    String node,
    @Nullable String category,
    @Nullable String type,
    @Nullable String source,
    @Nullable String resourceType,
    @Nullable String resourceUuid,
    byte @Nullable [] body,
    @Nullable AcsReference reference,
    @Nullable Addressing addressing) {

  /** An event for every destination. */
  public ExportEvent(
      String id,
      String node,
      @Nullable String category,
      @Nullable String type,
      @Nullable String source,
      @Nullable String resourceType,
      @Nullable String resourceUuid,
      byte @Nullable [] body,
      @Nullable AcsReference reference) {
    this(id, node, category, type, source, resourceType, resourceUuid, body, reference, null);
  }

  /** Requires id and node. */
  public ExportEvent {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(node, "node is null");
  }

  /**
   * What ACS 4.20 and later know of an action event beside its JSON.
   *
   * @param eventId row id in ACS's event table
   * @param accountId row id of the owner account
   * @param accountUuid uuid of the owner account
   * @param domainId row id of the owner's domain
   */
  public record AcsReference(
      @Nullable Long eventId,
      @Nullable Long accountId,
      @Nullable String accountUuid,
      @Nullable Long domainId) {}

  /**
   * What an operator sends to some destinations alone.
   *
   * @param destinations names of those that get it; all others pass it over
   * @param firstAcceptedMillis where it is a dead letter that is replayed: when its event was
   *     accepted first. Null where it is not
   */
  public record Addressing(Set<String> destinations, @Nullable Long firstAcceptedMillis) {

    /** Copies the names. */
    public Addressing {
      destinations = Set.copyOf(destinations);
    }

    /** Whether it is a dead letter that is sent again. */
    public boolean replayed() {
      return firstAcceptedMillis != null;
    }
  }

  /** Names the event without its body. */
  @Override
  public String toString() {
    return "ExportEvent[" + id + ", " + category + ", " + type + ", " + resourceUuid + "]";
  }
}
