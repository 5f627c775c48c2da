package io.acsexport.core.routing;

import io.acsexport.transport.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of every message, the same for all brokers. They are an interface: names and meaning
 * change only with a major version.
 *
 * <table>
 *   <caption>Headers; one whose value is null is left out</caption>
 *   <tr><td>{@code acs-id}</td><td>unique for the event, the same in every repeat
 *   <tr><td>{@code acs-category}</td><td>such as {@code ActionEvent}
 *   <tr><td>{@code acs-type}</td><td>such as {@code VM.CREATE}
 *   <tr><td>{@code acs-source}</td><td>such as {@code management-server}
 *   <tr><td>{@code acs-resource-type}</td><td>such as {@code VirtualMachine}
 *   <tr><td>{@code acs-resource-uuid}</td><td>the resource; can be empty
 *   <tr><td>{@code acs-accepted}</td><td>when the event was accepted, RFC 3339, UTC, milliseconds
 *   <tr><td>{@code acs-node}</td><td>the management server that published it
 *   <tr><td>{@code acs-sequence}</td><td>its number in that server's spool, a decimal integer
 *   <tr><td>{@code acs-replayed}</td><td>when an operator had it sent again from the dead letters, as
 *       {@code acs-accepted}; absent in all other messages
 *   <tr><td>{@code acs-attr-NAME}</td><td>one for each attribute of the installation
 * </table>
 *
 * <p>Attributes have a prefix of their own so that none can ever take the name of a header that is
 * added later.
 */
public final class MessageHeaders {

  public static final String ID = "acs-id";
  public static final String CATEGORY = "acs-category";
  public static final String TYPE = "acs-type";
  public static final String SOURCE = "acs-source";
  public static final String RESOURCE_TYPE = "acs-resource-type";
  public static final String RESOURCE_UUID = "acs-resource-uuid";
  public static final String ACCEPTED = "acs-accepted";
  public static final String NODE = "acs-node";
  public static final String SEQUENCE = "acs-sequence";
  public static final String REPLAYED = "acs-replayed";
  public static final String ATTRIBUTE_PREFIX = "acs-attr-";

  /** How many there are beside the attributes. */
  private static final int OWN = 10;

  private MessageHeaders() {}

  /**
   * In the order of the table.
   *
   * @param replayed when it was replayed, or null where it is none
   * @param attributeHeaders as {@link #ofAttributes} makes them
   */
  static Headers of(
      EventParts event,
      String accepted,
      long sequence,
      @Nullable String replayed,
      Map<String, String> attributeHeaders) {
    Headers.Builder headers = Headers.builder(OWN + attributeHeaders.size());
    headers.add(ID, event.id());
    put(headers, CATEGORY, event.category());
    put(headers, TYPE, event.type());
    put(headers, SOURCE, event.source());
    put(headers, RESOURCE_TYPE, event.resourceType());
    put(headers, RESOURCE_UUID, event.resourceUuid());
    headers.add(ACCEPTED, accepted);
    headers.add(NODE, event.node());
    headers.add(SEQUENCE, Long.toString(sequence));
    put(headers, REPLAYED, replayed);
    attributeHeaders.forEach(headers::add);
    return headers.build();
  }

  static Headers ofAttributes(Map<String, String> attributes) {
    Headers.Builder headers = Headers.builder(attributes.size());
    attributes.forEach((name, value) -> headers.add(ATTRIBUTE_PREFIX + name, value));
    return headers.build();
  }

  private static void put(Headers.Builder headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(name, value);
    }
  }
}
