package io.acsexport.transport.tck;

import io.acsexport.transport.ReceivedMessage;
import java.util.List;
import java.util.Map;

/** Where one test's messages go, and what arrived there. */
public interface Target {

  /**
   * What an operator would write in the {@code settings} block to deliver there: texts, numbers,
   * flags, lists and maps.
   */
  Map<String, ?> settings();

  /**
   * The expanded value of every setting that the provider declares as a template, as in {@link
   * io.acsexport.transport.OutboundMessage#route}.
   */
  Map<String, String> route();

  /**
   * Everything that has become visible so far, repeats included, read with the broker's own means.
   * The order of messages with one key is the order in which a consumer sees them. Every message
   * has its header {@code acs-id}, wherever the broker keeps it. Called while the broker runs.
   */
  List<ReceivedMessage> arrived() throws Exception;

  /**
   * The length of a body that the broker, configured as it is, refuses for its size. Needed for
   * {@link Capability#SIZE_LIMIT}; at most 16 MiB.
   */
  default int tooLarge() {
    throw new UnsupportedOperationException("claims SIZE_LIMIT but does not implement it");
  }

  /** A place that does not exist yet. Needed for {@link Capability#MISSING_TARGET}. */
  default Missing missing() {
    throw new UnsupportedOperationException("claims MISSING_TARGET but does not implement it");
  }

  /** A topic or exchange beside the target, reached with the same settings by another route. */
  interface Missing {

    /** The route of messages that are to go there. */
    Map<String, String> route();

    /** Makes it exist. */
    void create() throws Exception;

    /** As {@link Target#arrived}; called once it exists. */
    List<ReceivedMessage> arrived() throws Exception;
  }
}
