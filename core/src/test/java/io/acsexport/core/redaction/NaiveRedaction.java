package io.acsexport.core.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redaction as one would write it with a JSON library: slow, plain, and only for valid JSON. */
final class NaiveRedaction {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Set<String> secrets;

  NaiveRedaction(Set<String> secrets) {
    this.secrets = secrets;
  }

  /** A copy without secrets, in which JSON inside strings has become part of the tree. */
  JsonNode redact(JsonNode node) {
    return copy(node, true);
  }

  /** A copy in which only JSON inside strings has become part of the tree. */
  JsonNode unfold(JsonNode node) {
    return copy(node, false);
  }

  private JsonNode copy(JsonNode node, boolean mask) {
    if (node.isObject()) {
      ObjectNode copy = NODES.objectNode();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        boolean secret = mask && (isSecret(member.getKey()) || isNamedSecret(node, member));
        copy.set(member.getKey(), secret ? NODES.textNode("****") : copy(member.getValue(), mask));
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = NODES.arrayNode();
      node.forEach(element -> copy.add(copy(element, mask)));
      return copy;
    }
    if (node.isTextual()) {
      JsonNode inner = container(node.textValue());
      return inner == null ? node : NODES.objectNode().set("in a string", copy(inner, mask));
    }
    return node;
  }

  private boolean isNamedSecret(JsonNode object, Map.Entry<String, JsonNode> member) {
    String name = member.getKey();
    if (!name.endsWith("value")) {
      return false;
    }
    String prefix = name.substring(0, name.length() - "value".length());
    return isSecretText(object.get(prefix + "key")) || isSecretText(object.get(prefix + "name"));
  }

  private boolean isSecretText(@Nullable JsonNode node) {
    return node != null && node.isTextual() && isSecret(node.textValue());
  }

  private boolean isSecret(String name) {
    String lastPart = name.substring(name.lastIndexOf('.') + 1);
    return secrets.contains(lastPart.toLowerCase(Locale.ROOT));
  }

  private static @Nullable JsonNode container(String text) {
    JsonNode node = Json.parse(text);
    return node != null && node.isContainerNode() ? node : null;
  }
}
