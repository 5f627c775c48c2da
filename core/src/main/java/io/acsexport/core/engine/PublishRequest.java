package io.acsexport.core.engine;

import io.acsexport.core.event.EventIntake;
import io.acsexport.core.event.EventRefusedException;
import io.acsexport.core.event.ExportEvent;
import io.acsexport.core.event.PayloadBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An event as the host hands it over, before anything was checked or masked. Every part may be
 * null.
 *
 * @param id the host's own id of the event; where null the engine makes a UUIDv7
 * @param category such as {@code ActionEvent}
 * @param type such as {@code VM.CREATE}
 * @param source such as {@code management-server}
 * @param resourceType such as {@code VirtualMachine}
 * @param resourceUuid the ordering key
 * @param body the description, mostly JSON
 * @param reference the row of ACS's event table it stands for
 */
public record PublishRequest(
    @Nullable String id,
    @Nullable String category,
    @Nullable String type,
    @Nullable String source,
    @Nullable String resourceType,
    @Nullable String resourceUuid,
    @Nullable String body,
    ExportEvent.@Nullable AcsReference reference) {

  /**
   * Checks it, masks its secrets and writes what is to be stored.
   *
   * @return how many values were masked
   * @throws EventRefusedException when it is not to be stored
   */
  int encode(EventIntake intake, PayloadBuffer into) throws EventRefusedException {
    return intake.encode(
        id, category, type, source, resourceType, resourceUuid, body, reference, into);
  }

  /** Names the event without its body, which may hold secrets. */
  @Override
  public String toString() {
    return "PublishRequest[" + id + ", " + category + ", " + type + ", " + resourceUuid + "]";
  }
}
