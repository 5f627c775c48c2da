package io.acsexport.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;

/** Somebody who does what requests ask for: an exporter that runs, or one opened for this alone. */
public interface Control extends AutoCloseable {

  /**
   * Has a request done.
   *
   * @param patience how long to wait without a sign of life
   * @param items takes what the answer lists
   * @return the result
   * @throws ControlException when it was refused
   * @throws IOException when nobody answers
   */
  JsonNode call(ObjectNode request, Duration patience, Items items)
      throws IOException, ControlException;

  /** A request whose answer lists nothing. */
  default JsonNode call(ObjectNode request, Duration patience)
      throws IOException, ControlException {
    return call(request, patience, item -> {});
  }

  @Override
  void close();

  /** Takes what an answer lists. */
  @FunctionalInterface
  interface Items {

    /** One of them. */
    void item(JsonNode item) throws IOException;
  }
}
