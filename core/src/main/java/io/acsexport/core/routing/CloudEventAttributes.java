package io.acsexport.core.routing;

import java.util.Map;
import java.util.TreeMap;

/**
 * Names in the format {@code cloudevents}. Like the headers they are an interface, changed only
 * with a major version.
 *
 * <table>
 *   <caption>Attributes; one whose value is null or empty is left out</caption>
 *   <tr><td>{@code id}</td><td>as {@code acs-id}
 *   <tr><td>{@code source}</td><td>{@code /cloudstack/NODE}, with the node of {@code acs-node}
 *   <tr><td>{@code type}</td><td>{@code org.apache.cloudstack.CATEGORY.TYPE}, with {@code none} for
 *       what ACS left out; {@code io.acsexport.gap} for a gap event
 *   <tr><td>{@code subject}</td><td>{@code RESOURCETYPE/RESOURCEUUID}, or the UUID alone
 *   <tr><td>{@code time}</td><td>as {@code acs-accepted}
 *   <tr><td>{@code datacontenttype}</td><td>{@code application/json}, or {@code text/plain} where the
 *       description is no JSON
 *   <tr><td>{@code partitionkey}</td><td>the ordering key
 *   <tr><td>{@code acscategory}</td><td>as {@code acs-category}; so are the next six, each as the
 *       header of its name
 *   <tr><td>{@code acstype}</td><td>
 *   <tr><td>{@code acssource}</td><td>
 *   <tr><td>{@code acsresourcetype}</td><td>
 *   <tr><td>{@code acsresourceuuid}</td><td>
 *   <tr><td>{@code acsnode}</td><td>
 *   <tr><td>{@code acssequence}</td><td>a decimal number in a text: it does not fit an integer of
 *       CloudEvents
 *   <tr><td>{@code acsattrNAME}</td><td>one for each attribute of the installation
 * </table>
 */
public final class CloudEventAttributes {

  static final String TYPE_PREFIX = "org.apache.cloudstack.";
  static final String GAP_TYPE = "io.acsexport.gap";
  static final String PARTITION_KEY = "partitionkey";
  static final String CATEGORY = "acscategory";
  static final String TYPE = "acstype";
  static final String SOURCE = "acssource";
  static final String RESOURCE_TYPE = "acsresourcetype";
  static final String RESOURCE_UUID = "acsresourceuuid";
  static final String NODE = "acsnode";
  static final String SEQUENCE = "acssequence";
  private static final String ATTRIBUTE_PREFIX = "acsattr";

  private CloudEventAttributes() {}

  /**
   * The name for an attribute of the installation: CloudEvents knows letters and digits only, so
   * that {@code data-center} becomes {@code acsattrdatacenter}. Two attributes can meet in one
   * name.
   */
  public static String ofAttribute(String name) {
    return ATTRIBUTE_PREFIX + name.replaceAll("[^a-z0-9]", "");
  }

  static Map<String, String> ofAttributes(Map<String, String> attributes) {
    Map<String, String> named = new TreeMap<>();
    attributes.forEach((name, value) -> named.put(ofAttribute(name), value));
    return named;
  }
}
