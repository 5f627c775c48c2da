package io.acsexport.core.delivery;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.OutboundMessage;
import org.jspecify.annotations.Nullable;

/** Turns what lies in the spool into messages for one destination: filter, route, format. */
public interface MessageSource {

  /**
   * The message for this item, or null where the destination does not take it.
   *
   * @throws UnreadableRecordException when the payload cannot be read or formatted; the worker puts
   *     it into the dead letters
   */
  @Nullable OutboundMessage messageFor(SpoolItem item) throws UnreadableRecordException;
}
