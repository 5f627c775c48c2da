package io.acsexport.core.event;

import java.util.Objects;
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
    @Nullable AcsReference reference) {

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

  /** Names the event without its body. */
  @Override
  public String toString() {
    return "ExportEvent[" + id + ", " + category + ", " + type + ", " + resourceUuid + "]";
  }
}
